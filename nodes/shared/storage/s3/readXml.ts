/** What is read of an S3 answer: elements by name; those of the same name one after another. */
export interface XmlElement {
	readonly name: string;
	readonly children: XmlElement[];
	text: string;
}

/** Reads a whole XML document into elements. Broken XML gives what could be read. */
export async function readXml(xml: string): Promise<XmlElement> {
	const { Parser } = await import('../../vendor/htmlparser2');
	const root: XmlElement = { name: '', children: [], text: '' };
	const open = [root];
	const parser = new Parser(
		{
			onopentag(name) {
				const element: XmlElement = { name: name.replace(/^.*:/, ''), children: [], text: '' };
				open.at(-1)?.children.push(element);
				open.push(element);
			},
			ontext(text) {
				const element = open.at(-1);
				if (element !== undefined) element.text += text;
			},
			onclosetag() {
				if (open.length > 1) open.pop();
			},
		},
		{ xmlMode: true, decodeEntities: true },
	);
	parser.end(xml);
	return root.children[0] ?? root;
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
	return element.children.filter((child) => child.name === name);
}

export function textOf(element: XmlElement, name: string): string {
	return childrenOf(element, name)[0]?.text ?? '';
}
