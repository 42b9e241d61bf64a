import type { ParameterSource } from '../../shared/parameters';
import type { CallBounds } from '../../shared/webhook/bounds';
import { readGather } from '../../shared/webhook/prepared/settings';
import { readPooolOutput, type PooolOutput } from '../output';
import { parametersOf } from '../parameters';

/** How a secured webhook is verified: what is not public about Poool's way is for the user to say. */
export interface VerificationSettings {
	readonly method: 'hmac' | 'header' | 'none';
	readonly header: string;
	readonly algorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512';
	readonly encoding: 'hex' | 'base64' | 'base64url';
	/** What stands in the header before the signature, e.g. `sha256=`. */
	readonly prefix: string;
}

/** When the reader is told to correct a field, and what he is told. */
export interface FieldRule {
	readonly field: string;
	readonly condition: 'empty' | 'notEmail' | 'matches' | 'notMatches';
	/** For the conditions that have one. */
	readonly pattern: string;
	readonly message: string;
}

export interface ServerSettings {
	/** Where in the body the event's name stands; empty: nobody knows. */
	readonly eventField: string;
	readonly userIdField: string;
	/** Fields of the body that become attributes. */
	readonly attributeFields: readonly string[];
	/** Names of the wanted events; empty: all. */
	readonly events: ReadonlySet<string>;
	readonly rules: readonly FieldRule[];
	readonly errorForm: 'object' | 'list';
	readonly skipIdentical: boolean;
	readonly gather: boolean;
	readonly output: PooolOutput;
}

export function readVerification(source: ParameterSource): VerificationSettings {
	const parameters = parametersOf(source);
	return {
		method: parameters.choice('verification'),
		header: parameters.text('signatureHeader').trim(),
		algorithm: parameters.choice('signatureAlgorithm'),
		encoding: parameters.choice('signatureEncoding'),
		prefix: parameters.text('signaturePrefix'),
	};
}

export function readServerBounds(source: ParameterSource): CallBounds {
	const options = parametersOf(source).collection('options');
	return {
		maximumBytes: options.number('maximumServerBody') * 1024,
		callsPerMinute: options.number('serverCallsPerMinute'),
	};
}

/** The node's parameters in the words of the steps. */
export function readServerSettings(source: ParameterSource): ServerSettings {
	const parameters = parametersOf(source);
	return {
		eventField: parameters.text('eventField').trim(),
		userIdField: parameters.text('userIdField').trim(),
		attributeFields: parameters.list('attributeFields'),
		events: new Set([...parameters.choices('serverEvents'), ...parameters.list('otherServerEvents')]),
		rules: parameters.rows('fieldErrors').map((row) => ({
			field: row.text('field').trim(),
			condition: row.choice('condition'),
			pattern: row.text('pattern'),
			message: row.text('message'),
		})),
		errorForm: parameters.choice('errorForm'),
		skipIdentical: parameters.collection('options').flag('skipIdentical'),
		gather: readGather(parameters),
		output: readPooolOutput(parameters),
	};
}
