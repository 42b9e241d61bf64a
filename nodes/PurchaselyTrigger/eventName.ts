import { projectNameRule } from '../shared/batch/contract/projectContract';
import { serverEvents } from './catalogue/events';

export interface NamingSettings {
	readonly prefix: string;
	/** Complete names in Batch by Purchasely's event name; they take no prefix. */
	readonly overrides: ReadonlyMap<string, string>;
}

const shortNames = new Map(serverEvents.flatMap(({ name, shortName }) => (shortName ? [[name, shortName]] : [])));

/**
 * The event's name in Batch: the override as it stands, else the prefix and the name in lower case (for the
 * long ones, the short form of the catalogue). Never cut: whether Batch takes it, `isBatchName` says.
 */
export function batchNameOf(event: string, { prefix, overrides }: NamingSettings): string {
	return overrides.get(event) ?? prefix + (shortNames.get(event) ?? event.toLowerCase());
}

export function isBatchName(name: string): boolean {
	return projectNameRule.pattern.test(name);
}

/**
 * What is wrong with the names the chosen events (none chosen: all 44) would get, as one sentence, or
 * undefined.
 */
export function namingObstacle(chosen: ReadonlySet<string>, naming: NamingSettings): string | undefined {
	const events = chosen.size > 0 ? [...chosen] : serverEvents.map(({ name }) => name);
	const wrong = [...new Set([...events, ...naming.overrides.keys()])]
		.map((event) => ({ event, name: batchNameOf(event, naming) }))
		.filter(({ name }) => !isBatchName(name));
	if (wrong.length === 0) return undefined;
	const shown = wrong.slice(0, 5).map(({ event, name }) => `"${name}" for ${event} (${name.length} characters)`);
	const more = wrong.length > shown.length ? `, and ${wrong.length - shown.length} more` : '';
	return `An event name in Batch ${projectNameRule.words}. Not possible: ${shown.join(', ')}${more}.`;
}
