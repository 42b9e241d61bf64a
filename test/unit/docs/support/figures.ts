import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Limit, NameRule, RateLimit } from '../../../../nodes/shared/batch/contract/limit.ts';
import type { Route } from '../../../../nodes/shared/batch/routes/route.ts';

export const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** A figure or rule, under the name it has in the code. */
export type Named<Value> = readonly [name: string, value: Value];

/** What the contract and the routes say, file after file in the order of their names. */
export interface Figures {
	readonly limits: Array<Named<Limit>>;
	readonly rates: Array<Named<RateLimit>>;
	readonly rules: Array<Named<NameRule>>;
}

type Module = Record<string, unknown>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !(value instanceof RegExp);
export const isLimit = (value: unknown): value is Limit => isObject(value) && typeof value.value === 'number' && typeof value.unit === 'string' && typeof value.source === 'string';
const isRate = (value: unknown): value is RateLimit => isObject(value) && typeof value.perSecond === 'number' && typeof value.burst === 'number';
const isRule = (value: unknown): value is NameRule => isObject(value) && value.pattern instanceof RegExp && typeof value.words === 'string' && typeof value.source === 'string';
export const isRoute = (value: unknown): value is Route => isObject(value) && typeof value.path === 'string' && typeof value.method === 'string' && typeof value.family === 'string';

/** What a file exports of one kind: by itself, or in a table of such. */
function among<Value>(name: string, exported: unknown, isOne: (value: unknown) => value is Value): Array<Named<Value>> {
	if (isOne(exported)) return [[name, exported]];
	if (!isObject(exported)) return [];
	return Object.entries(exported).flatMap(([inner, part]): Array<Named<Value>> => (isOne(part) ? [[inner, part]] : []));
}

export async function modulesOf(folder: string): Promise<Map<string, Module>> {
	const files = globSync(`nodes/shared/batch/${folder}/*.ts`, { cwd: root }).toSorted();
	const loaded = files.map(async (file): Promise<[string, Module]> => [file, (await import(`${root}${file}`)) as Module]);
	return new Map(await Promise.all(loaded));
}

/** The figures of a family: those whose source is its page of the reference. */
export async function figuresOf(page: 'batch-api-2x.md' | 'batch-api-1x.md'): Promise<Figures> {
	const modules = [...(await modulesOf('contract')), ...(await modulesOf('routes'))];
	const exported = modules.filter(([file]) => !file.endsWith('webSdkContract.ts')).flatMap(([, module]) => Object.entries(module));
	const ofPage = <Value extends { readonly source: string }>(isOne: (value: unknown) => value is Value) =>
		exported.flatMap(([name, value]) => among(name, value, isOne)).filter(([, { source }]) => source.startsWith(page));
	return { limits: ofPage(isLimit), rates: ofPage(isRate), rules: ofPage(isRule) };
}

/** `customIdCharacters` → `Custom id characters`. */
export function words(name: string): string {
	const spaced = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
	return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export function number(value: number): string {
	return value.toLocaleString('en');
}
