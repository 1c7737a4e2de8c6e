export function releaseNotes(
  tag: string,
  of: { readonly version: string; readonly changelog: string },
): { readonly notes?: string; readonly mistake?: string };
