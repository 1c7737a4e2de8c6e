import { HIDDEN } from '../../assertions/secret-names.ts';

/** Minimum characters of a secret's start or end to hide. */
const LEAST = 4;

/**
 * Hides the rests of secrets in a text that was cut at each ellipsis: their starts before a cut, their ends after one, and
 * any part between two.
 * @param secrets in all encodings
 * @param isCutAtEnd whether the text may also be cut at its end
 */
export function withoutRests(text: string, secrets: readonly string[], isCutAtEnd: boolean): string {
  const pieces = text.split('…');
  if (secrets.length === 0 || (pieces.length === 1 && !isCutAtEnd)) return text;
  return pieces
    .map((piece, index) => withoutRest(piece, secrets, index > 0, isCutAtEnd || index < pieces.length - 1))
    .join('…');
}

function withoutRest(
  piece: string,
  secrets: readonly string[],
  isCutBefore: boolean,
  isCutAfter: boolean,
): string {
  if (piece.length < LEAST) return piece;
  let [from, to] = [0, piece.length];
  for (const secret of secrets) {
    if (secret.length < LEAST) continue;
    if (isCutBefore && isCutAfter && secret.includes(piece)) return HIDDEN;
    if (isCutAfter) to = Math.min(to, startOfRest(piece, secret));
    if (isCutBefore) from = Math.max(from, endOfRest(piece, secret));
  }
  if (from >= to) return HIDDEN;
  return (from > 0 ? HIDDEN : '') + piece.slice(from, to) + (to < piece.length ? HIDDEN : '');
}

/** Where the piece's longest end begins that a secret begins with. */
function startOfRest(piece: string, secret: string): number {
  const head = secret.slice(0, LEAST);
  const first = Math.max(0, piece.length - secret.length);
  for (let at = piece.indexOf(head, first); at !== -1; at = piece.indexOf(head, at + 1))
    if (secret.startsWith(piece.slice(at))) return at;
  return piece.length;
}

/** Where the piece's longest start ends that a secret ends with. */
function endOfRest(piece: string, secret: string): number {
  const tail = secret.slice(-LEAST);
  for (
    let at = piece.lastIndexOf(tail, secret.length - LEAST);
    at !== -1;
    at = at === 0 ? -1 : piece.lastIndexOf(tail, at - 1)
  )
    if (secret.endsWith(piece.slice(0, at + LEAST))) return at + LEAST;
  return 0;
}
