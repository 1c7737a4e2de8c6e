import { create } from 'xmlbuilder2';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

type Node = ReturnType<ReturnType<typeof create>['root']>['node'];

/** The root of a document as plain data. @throws when the text is not well-formed XML. */
export const parseXml = (text: string): Element => elementOf(create(text).root().node);

const elementOf = (node: Node): Element => {
  const { attributes, childNodes, nodeName, textContent } = node as unknown as {
    attributes: Iterable<{ name: string; value: string }>;
    childNodes: Iterable<Node>;
    nodeName: string;
    textContent: string;
  };
  return {
    name: nodeName,
    attributes: Object.fromEntries([...attributes].map(({ name, value }) => [name, value])),
    children: [...childNodes].filter(({ nodeType }) => nodeType === 1).map(elementOf),
    text: textContent,
  };
};
