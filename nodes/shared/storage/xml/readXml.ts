import type { Bounded } from '../../bounded';
import { parseInPieces } from './parseInPieces';

/** What is read of an XML answer: elements by name; those of the same name one after another. */
export interface XmlElement {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: XmlElement[];
	text: string;
	/** Whether its end was seen. */
	isWhole: boolean;
}

/** Reads an XML document into elements. Broken XML gives what could be read. Throws when it is over a bound. */
export async function readXml(xml: string, bounded: Bounded): Promise<XmlElement> {
	const root = elementOf('', {});
	const open = [root];
	await parseInPieces(
		xml,
		{
			onopentag(name, attributes) {
				bounded.count();
				const element = elementOf(name.replace(/^.*:/, ''), attributes);
				open.at(-1)?.children.push(element);
				open.push(element);
			},
			ontext(text) {
				const element = open.at(-1);
				if (element !== undefined) element.text += text;
			},
			onclosetag(_name, isImplied) {
				if (open.length > 1) (open.pop() ?? root).isWhole = !isImplied;
			},
		},
		{ xmlMode: true, decodeEntities: true },
		bounded,
	);
	return root.children[0] ?? root;
}

function elementOf(name: string, attributes: Readonly<Record<string, string>>): XmlElement {
	return { name, attributes, children: [], text: '', isWhole: false };
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
	return element.children.filter((child) => child.name === name);
}

export function textOf(element: XmlElement, name: string): string {
	return childrenOf(element, name)[0]?.text ?? '';
}
