import type { AttributeType } from '../attributes/attribute';
import type { Family } from '../family';
import { appLimits, appNameRule } from './appContract';
import type { Limit, NameRule } from './limit';
import { projectLimits, projectNameRule } from './projectContract';

/** What an attribute belongs to; each has rules of its own. */
export type AttributeOwner = 'profile' | 'event' | 'audienceMember';

/** What attributes of one owner may be. A limit that is absent is unknown, and so not checked. */
export interface AttributeRules {
	readonly name: NameRule;
	readonly types: ReadonlySet<AttributeType>;
	/** Says of another type why it is refused: completes "Attribute x (type) …". */
	readonly otherTypes: string;
	readonly text?: Limit;
	readonly url: Limit;
	readonly listItem?: Limit;
	/** Items of a list; of an edit, each of what it adds and what it removes. */
	readonly list?: Limit;
	/** Custom attributes at once, and how the error calls them. */
	readonly count?: Limit & { readonly field: string; readonly words: string };
	/** Lists and edits of lists at once. */
	readonly lists?: Limit;
	/** How deep objects may stand in each other. */
	readonly nesting?: Limit;
	/** Whether the names Batch defines itself, which start with `$`, are among them. */
	readonly takesNative: boolean;
}

const single: readonly AttributeType[] = ['text', 'url', 'integer', 'number', 'date'];
const profileTypes: ReadonlySet<AttributeType> = new Set([...single, 'boolean', 'textList', 'listEdit', 'delete']);
const noObjects = 'is not a type that a profile attribute can have; only events take objects';

const project = {
	name: projectNameRule,
	text: projectLimits.textCharacters,
	url: projectLimits.urlCharacters,
	listItem: projectLimits.textCharacters,
	list: projectLimits.listItems,
};

const app = {
	name: appNameRule,
	text: appLimits.textCharacters,
	url: appLimits.urlCharacters,
	listItem: appLimits.tagCharacters,
	takesNative: false,
};

/** The rules by family and owner; the numbers and their sources stand in the two contracts. */
export const attributeRules: Readonly<Record<Family, Readonly<Record<AttributeOwner, AttributeRules>>>> = {
	project: {
		profile: {
			...project,
			types: profileTypes,
			otherTypes: noObjects,
			count: { ...projectLimits.attributesPerEdit, field: 'Attributes', words: 'a profile' },
			lists: projectLimits.listsPerEdit,
			takesNative: true,
		},
		event: {
			...project,
			types: new Set([...single, 'boolean', 'textList', 'object', 'objectList']),
			otherTypes: 'is not a type that an event attribute can have',
			count: { ...projectLimits.eventAttributes, field: 'Event attributes', words: 'an event' },
			nesting: projectLimits.eventNesting,
			takesNative: false,
		},
		audienceMember: {
			...project,
			types: new Set([...single, 'textList']),
			otherTypes: 'is not a type that an attribute of an audience member can have: these are texts, numbers, dates, URLs and lists',
			count: { ...projectLimits.audienceMemberAttributes, field: 'Attributes', words: 'a member' },
			takesNative: false,
		},
	},
	app: {
		profile: { ...app, types: profileTypes, otherTypes: noObjects },
		event: {
			...app,
			types: new Set([...single, 'boolean']),
			otherTypes:
				'is not a type that an event attribute can have in the app API; choose the project API for lists and objects',
			count: { ...appLimits.eventAttributes, field: 'Event attributes', words: 'an event' },
		},
		audienceMember: {
			...app,
			// Sizes are unknown here (batch-api-1x.md §6), those of the SDK are those of a user's data.
			text: undefined,
			types: new Set(single),
			otherTypes: 'is not a type that an attribute of an audience member can have in the app API: these are texts, numbers, dates and URLs',
		},
	},
};
