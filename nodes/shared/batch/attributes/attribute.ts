/**
 * An attribute with its Batch type, before it is written in a family's notation. Dates are kept as epoch
 * milliseconds: the project family writes RFC 3339, the app family writes UTC without an offset.
 */
export type Attribute =
	| { readonly type: 'text' | 'url'; readonly value: string }
	| { readonly type: 'integer' | 'number' | 'date'; readonly value: number }
	| { readonly type: 'boolean'; readonly value: boolean }
	| { readonly type: 'textList'; readonly value: readonly string[] }
	| { readonly type: 'listEdit'; readonly add: readonly string[]; readonly remove: readonly string[] }
	| { readonly type: 'object'; readonly value: Attributes }
	| { readonly type: 'objectList'; readonly value: readonly Attributes[] }
	/** The app family keeps lists apart from single values, so it must know which of the two is deleted. */
	| { readonly type: 'delete'; readonly ofList?: boolean };

export type AttributeType = Attribute['type'];

/** Attributes by name, without prefix or type wrapper: one name has one type. Native names start with `$`. */
export type Attributes = ReadonlyMap<string, Attribute>;

export const attributeTypeNames: Readonly<Record<AttributeType, string>> = {
	text: 'text',
	url: 'URL',
	integer: 'integer',
	number: 'number',
	date: 'date',
	boolean: 'boolean',
	textList: 'text list',
	listEdit: 'list edit',
	object: 'object',
	objectList: 'list of objects',
	delete: 'delete',
};
