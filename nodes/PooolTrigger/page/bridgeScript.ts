import { createHash } from 'crypto';

import type { BridgeConfig } from '../bridge/config';
import { bridgeText } from '../bridgeText';
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
		mappings: settings.destination === 'n8n' ? {} : sparse(settings.mappings),
		maximumEvents: settings.maximumEvents,
		maximumBytes: guards.maximumBytes,
	};
}

function sparse(mappings: PageSettings['mappings']): BridgeConfig['mappings'] {
	return Object.fromEntries(
		[...mappings].map(([key, { name, fixed, taken }]) => [
			key,
			{ name, taken, ...(Object.keys(fixed).length > 0 && { fixed }) },
		]),
	);
}

/** JSON that stays data wherever the script is put, also inside an HTML page. */
export function scriptSafe(value: unknown): string {
	return JSON.stringify(value).replace(
		/[<>&\u2028\u2029]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}
