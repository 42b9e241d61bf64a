import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Entry, Lane } from '../../../shared/batch/bulk/lane';
import type { Platform } from '../../../shared/batch/family';
import { appData, appDataLimits } from '../../../shared/batch/routes/appData';
import { readText } from '../../../shared/batch/values/readValue';
import { violation, type Violation } from '../../../shared/batch/violation';
import type { Bounded } from '../../../shared/bounded';
import { grouped } from '../../../shared/words';
import { platformsField } from '../../fields/identity';
import { writeOptions } from '../../fields/options';
import { bulk } from '../../operation';
import type { Item, Items } from '../../run/item';
import { readTable, tableField } from './appData.fields';

const { valuesPerAppDataCall } = appDataLimits;

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
		limits: { groupsPerCall: valuesPerAppDataCall.value },
		merge: (_earlier, later) => later,
		...(replaces && { replaces }),
		request: (groups) => ({
			route: appData.write,
			platform,
			parameters: { table },
			elements: groups.length,
			repeatable: true,
			body: { overwrite: replaces, values: Object.fromEntries(groups.map(({ identity, merged }) => [identity, merged])) },
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
	hint: 'Drag the field that holds it here',
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
		description: `Write values to a table in each app, in calls of up to ${grouped(valuesPerAppDataCall.value)} of them`,
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
				`Whether the items of this run take the place of everything the table holds. Nothing is sent unless all of them are right, and at most ${grouped(valuesPerAppDataCall.value)}.`,
		},
		writeOptions(),
	],
	begin,
	prepare,
});

/** Why runs that replace everything are not sent. */
const wrongRuns = new WeakMap<IExecuteFunctions, Violation>();

/** A replacement without the rows that are wrong would delete them: it is all of them or nothing. */
async function begin(items: Items, bounded: Bounded): Promise<void> {
	const [first] = items;
	if (first === undefined || !first.flag('overwrite')) return;
	let refused = 0;
	const keysOf = new Map<string, Set<string>>();
	for (const item of items) {
		try {
			const { table, key } = read(item);
			const keys = keysOf.get(table) ?? new Set();
			keysOf.set(table, keys.add(key));
		} catch {
			// Why, its own verdict says.
			refused++;
		}
		await bounded.breathe();
	}
	const wrong = problemOf(refused, Math.max(0, ...[...keysOf.values()].map(({ size }) => size)));
	if (wrong !== undefined) wrongRuns.set(first.context, { ...violation(first.label('overwrite'), ...wrong.said), advice: wrong.advice });
}

interface ProblemOfRun {
	readonly said: readonly [value: string, rule: string];
	readonly advice?: string;
}

/**
 * Batch answers 202 before it has applied a call, and does not tell when it has (batch-api-1x.md §9.2): what a second call
 * adds could go with what the first replaces.
 */
function problemOf(refused: number, values: number): ProblemOfRun | undefined {
	if (refused > 0) return { said: [`${refused} other rows are refused`, 'sends nothing unless every row is right'] };
	const { value: most } = valuesPerAppDataCall;
	if (values <= most) return undefined;
	return {
		said: [`${values} values of a table`, `takes at most ${most} values: they must fit into one call`],
		advice: 'Nothing was sent. Write them without Replace All Values, into a table that is new or empty.',
	};
}

function prepare(item: Item): Array<Entry<Value>> {
	const { table, platforms, key, replaces, value } = read(item);
	const wrong = replaces ? wrongRuns.get(item.context) : undefined;
	if (wrong !== undefined) item.refuse(wrong);
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
