import { listed } from '../mapping/rows';
import { readOutput, type OutputSettings } from '../output';
import type { ParameterSource } from '../parameters';

/** How a secured webhook is verified: what is not public about Poool's way is for the user to say. */
export interface VerificationSettings {
	readonly method: 'hmac' | 'header' | 'none';
	readonly header: string;
	readonly algorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512';
	readonly encoding: 'hex' | 'base64' | 'base64url';
	/** What stands in the header before the signature, e.g. `sha256=`. */
	readonly prefix: string;
}

/** A rule a submission has to meet, and what the reader is told otherwise. */
export interface FieldRule {
	readonly field: string;
	readonly condition: 'empty' | 'notEmail' | 'matches' | 'notMatches';
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
	readonly output: OutputSettings;
}

interface Options {
	skipIdentical?: boolean;
}

export function readVerification(source: ParameterSource): VerificationSettings {
	const read = (name: string, otherwise: string) => String(source.getNodeParameter(name, otherwise));
	return {
		method: read('verification', 'hmac') as VerificationSettings['method'],
		header: read('signatureHeader', '').trim(),
		algorithm: read('signatureAlgorithm', 'sha256') as VerificationSettings['algorithm'],
		encoding: read('signatureEncoding', 'hex') as VerificationSettings['encoding'],
		prefix: read('signaturePrefix', ''),
	};
}

/** The node's parameters in the words of the steps. */
export function readServerSettings(source: ParameterSource): ServerSettings {
	const options = source.getNodeParameter('options', {}) as Options;
	const rules = source.getNodeParameter('fieldErrors.values', []) as Array<Partial<FieldRule>>;
	return {
		eventField: String(source.getNodeParameter('eventField', '')).trim(),
		userIdField: String(source.getNodeParameter('userIdField', '')).trim(),
		attributeFields: listed(source.getNodeParameter('attributeFields', '')),
		events: new Set([
			...(source.getNodeParameter('serverEvents', []) as string[]),
			...listed(source.getNodeParameter('otherServerEvents', '')),
		]),
		rules: rules.map(({ field = '', condition = 'empty', pattern = '', message = '' }) => ({
			field: field.trim(),
			condition,
			pattern,
			message,
		})),
		errorForm: source.getNodeParameter('errorForm', 'object') as ServerSettings['errorForm'],
		skipIdentical: options.skipIdentical ?? false,
		output: readOutput(source),
	};
}
