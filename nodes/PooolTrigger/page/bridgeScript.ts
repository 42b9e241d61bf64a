import { createHash } from 'crypto';

import type { BridgeConfig } from '../bridge/config';
import { bridgeText } from '../bridgeText';
import { snakeCase } from '../../shared/webhook/prepared/snakeCase';
import type { TakenField } from '../../shared/webhook/prepared/takeAttributes';
import type { EventMapping, SparseField, SparseMapping } from '../mapping/mapping';
import type { GuardSettings, PageSettings } from './pageSettings';

const placeholder = '__POOOL_BATCH_CONFIG__';

export interface BridgeScript {
	readonly text: string;
	/** Changes with every byte of the text. */
	readonly etag: string;
}

/** The script for the page, configured. `endpoint` is the address the events are posted to. */
export function bridgeScript(settings: PageSettings, guards: GuardSettings, endpoint: string): BridgeScript {
	const configuration = scriptSafe(bridgeConfig(settings, guards, endpoint));
	// By a function: a "$&" in a name would mean something to replace().
	const text = bridgeText.replace(placeholder, () => configuration);
	return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
}

export function bridgeConfig(settings: PageSettings, guards: GuardSettings, endpoint: string): BridgeConfig {
	return {
		endpoint,
		to: settings.destination,
		consent: settings.consent,
		readerIdIsUser: settings.readerIdIsUser,
		pageQuery: settings.pageQuery,
		knownOnly: settings.output.anonymousEvents === 'drop',
		events: settings.destination === 'n8n' ? [...settings.keys] : [],
		formFields: settings.formFields,
		...sparse(settings.destination === 'n8n' ? [] : [...settings.mappings], settings.output.namePrefix),
		maximumEvents: settings.maximumEvents,
		maximumBytes: guards.maximumBytes,
	};
}

function sparse(
	mappings: Array<[key: string, mapping: EventMapping]>,
	prefix: string,
): Pick<BridgeConfig, 'mappings' | 'fields' | 'prefix'> {
	const fields = new Map<string, SparseField>();
	const placeOf = (taken: TakenField) => {
		const [field, attribute, kind] = taken;
		const key = JSON.stringify(taken);
		if (!fields.has(key)) fields.set(key, kind === 'text' && attribute === snakeCase(field) ? field : taken);
		return [...fields.keys()].indexOf(key);
	};
	const entries = mappings.map(([key, { name, fixed, taken }]): [string, SparseMapping] => [
		key,
		{
			...(name !== prefix + snakeCase(key.replace(/^\w+\./, '')) && { name }),
			...(taken.length > 0 && { taken: taken.map(placeOf) }),
			...(Object.keys(fixed).length > 0 && { fixed }),
		},
	]);
	return { mappings: Object.fromEntries(entries), fields: [...fields.values()], prefix };
}

/** JSON that stays data wherever the script is put, also inside an HTML page. */
export function scriptSafe(value: unknown): string {
	return JSON.stringify(value).replace(
		/[<>&\u2028\u2029]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}
