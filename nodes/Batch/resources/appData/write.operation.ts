import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Entry, Lane } from '../../../shared/batch/bulk/lane';
import type { Platform } from '../../../shared/batch/family';
import { appData, appDataLimits } from '../../../shared/batch/routes/appData';
import { readText } from '../../../shared/batch/values/readText';
import { violation } from '../../../shared/batch/violation';
import type { Bounded } from '../../../shared/bounded';
import { platformsField } from '../../fields/identity';
import { writeOptions } from '../../fields/options';
import { bulk } from '../../operation';
import type { Item } from '../../run/item';
import { readTable, tableField } from './appData.fields';

/** A text, or null: the key is deleted. */
type Value = string | null;

interface Place {
	readonly platform: Platform;
	readonly table: string;
	readonly replaces: boolean;
}

/** Later values of one key take the place of earlier ones. */
function lane({ platform, table, replaces }: Place): Lane<Value> {
	return {
		name: `app data ${platform} ${table}${replaces ? ' replaced' : ''}`,
		platform,
		limits: { groupsPerCall: appDataLimits.valuesPerAppDataCall.value },
		merge: (_earlier, later) => later,
		...(replaces && { replaces }),
		request: (groups, call) => ({
			route: appData.write,
			platform,
			parameters: { table },
			elements: groups.length,
			repeatable: true,
			// What the first call has replaced is what the others add to.
			body: { overwrite: replaces && call === 0, values: Object.fromEntries(groups.map(({ identity, merged }) => [identity, merged])) },
		}),
	};
}

const keyField: INodeProperties = {
	displayName: 'Key',
	name: 'key',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. match-42',
	description: 'What identifies the value in the table',
	hint: 'Drag the field that holds it here.',
};

const deleteField: INodeProperties = {
	displayName: 'Empty Value',
	name: 'emptyValue',
	type: 'options',
	default: 'refuse',
	options: [
		{ name: 'Delete the Key', value: 'delete', description: 'The table no longer has it' },
		{ name: 'Refuse', value: 'refuse', description: 'The row is not sent and says why' },
		{ name: 'Write an Empty Text', value: 'write', description: 'The table keeps the key' },
	],
	description: 'What to do when the value is undefined, null or an empty or blank text',
};

/** App Data → Write: keys and texts, up to 10,000 a call (batch-api-1x.md §9.2). */
export const writeAppData = bulk<Value>({
	text: {
		name: 'Write',
		value: 'write',
		action: 'Write values to app data table',
		description: `Write values to a table in each app, in calls of up to ${appDataLimits.valuesPerAppDataCall.value} of them`,
	},
	fields: [
		platformsField,
		tableField,
		keyField,
		{ displayName: 'Value', name: 'value', type: 'string', default: '', description: 'The text to keep under the key; a number is written as text' },
		deleteField,
		{
			displayName: 'Replace All Values',
			name: 'overwrite',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description:
				'Whether the items of this run take the place of everything the table holds. Nothing is sent unless all of them are right. The first call replaces, and those after it add.',
		},
		writeOptions(),
	],
	begin,
	prepare,
});

/** How many rows of a run that replaces everything are refused. */
const refusedOfRun = new WeakMap<IExecuteFunctions, number>();

/** A replacement without the rows that are wrong would delete them: it is all of them or nothing. */
async function begin(items: readonly Item[], bounded: Bounded): Promise<void> {
	const [first] = items;
	if (first === undefined || !first.flag('overwrite')) return;
	let refused = 0;
	for (const item of items) {
		try {
			read(item);
		} catch {
			// Why, its own verdict says.
			refused++;
		}
		await bounded.breathe();
	}
	refusedOfRun.set(first.context, refused);
}

function prepare(item: Item): Array<Entry<Value>> {
	const { table, platforms, key, replaces, value } = read(item);
	const refused = replaces ? (refusedOfRun.get(item.context) ?? 0) : 0;
	if (refused > 0) {
		item.refuse(violation(item.label('overwrite'), `${refused} other rows are refused`, 'sends nothing unless every row is right'));
	}
	return platforms.map((platform) => ({ lane: lane({ platform, table, replaces }), identity: key, payload: value }));
}

function read(item: Item) {
	const { table, platforms } = readTable(item);
	const key = item.text('key');
	item.show({ key });
	const replaces = item.flag('overwrite');
	if (key === '') item.refuse(violation(item.label('key'), '', 'must not be empty'));
	return { table, platforms, key, replaces, value: readValue(item, replaces) };
}

function readValue(item: Item, replaces: boolean): Value {
	const given = item.read('value');
	const read = readText(given);
	if (!read.ok) return item.refuse(violation(item.label('value'), given, read.rule));
	// With the blanks around it: it is written as it is.
	if (read.value !== undefined && read.value !== '') return typeof given === 'string' ? given : read.value;
	const choice = item.choice('emptyValue', ['delete', 'refuse', 'write']);
	if (choice === 'write') return '';
	if (choice === 'refuse') return item.refuse(violation(item.label('value'), '', 'must not be empty; Empty Value says what becomes of one'));
	if (replaces) return item.refuse(violation(item.label('value'), '', 'cannot delete a key where all values are replaced: leave the row out'));
	return null;
}
