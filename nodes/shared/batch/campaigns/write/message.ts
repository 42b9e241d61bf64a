import { isRecord } from '../../../isRecord';
import { nativeTextAttributes } from '../../contract/nativeAttributes';
import { platforms } from '../../family';
import { violation, type Violation } from '../../violation';

const empty = 'must not be empty';

/**
 * Checks the one message of a campaign of the project family (batch-api-2x.md §6.1). Fields that the reference does not
 * name pass.
 * @param label the editor's name of the field that holds it
 */
export function checkMessage(message: Readonly<Record<string, unknown>>, label: string): Violation[] {
	const { channel_type: channel } = message;
	if (channel === 'push') return checkPush(message, label);
	if (channel === 'email') return checkEmail(message, label);
	return [violation(`${label}: channel_type`, channel ?? '', 'must be push or email')];
}

function checkPush(message: Readonly<Record<string, unknown>>, label: string): Violation[] {
	const { platform_type: sendTo } = message;
	const names: readonly unknown[] = platforms;
	const isKnown = Array.isArray(sendTo) && sendTo.length > 0 && sendTo.every((platform) => names.includes(platform));
	return [
		...(isKnown ? [] : [violation(`${label}: platform_type`, sendTo ?? '', `must be a list of one or more of: ${platforms.join(', ')}`)]),
		...checkTexts(message, label, ['body']),
		...checkTexts(given(message, ['title', 'deeplink']), label),
	];
}

function checkEmail(message: Readonly<Record<string, unknown>>, label: string): Violation[] {
	const { reply_to: replyTo, languages } = message;
	return [
		...checkTexts(message, label, ['subject', 'sender_identity_id', 'html']),
		...checkReplyTo(replyTo, label),
		...(languages === undefined ? [] : checkLanguages(languages, `${label}: languages`)),
	];
}

function checkReplyTo(replyTo: unknown, label: string): Violation[] {
	if (replyTo === undefined) return [];
	if (!isRecord(replyTo)) return [violation(`${label}: reply_to`, replyTo, 'must be an object with “email_address”')];
	const { pattern, words } = nativeTextAttributes.$email_address;
	const { email_address: address } = replyTo;
	return typeof address === 'string' && pattern.test(address) ? [] : [violation(`${label}: reply_to.email_address`, address ?? '', words)];
}

/** Each stands for what it says in place of the message itself. */
function checkLanguages(languages: unknown, label: string): Violation[] {
	if (!Array.isArray(languages) || !languages.every(isRecord)) return [violation(label, languages, 'must be a list of objects, each with “language”')];
	const known = new Set<unknown>();
	return languages.flatMap((translation) => {
		const { language, reply_to: replyTo } = translation;
		const violations = [
			...checkReplyTo(replyTo, label),
			...checkTexts(translation, label, ['language']),
			...checkTexts(given(translation, ['subject', 'sender_identity_id', 'html']), label),
		];
		if (violations.length === 0 && known.has(language)) violations.push(violation(`${label}: language`, language, 'is given twice'));
		known.add(language);
		return violations;
	});
}

function checkTexts(object: Readonly<Record<string, unknown>>, label: string, names = Object.keys(object)): Violation[] {
	return names.flatMap((name) => {
		const text = object[name] ?? '';
		if (typeof text !== 'string') return [violation(`${label}: ${name}`, text, 'must be a text')];
		return text.trim() === '' ? [violation(`${label}: ${name}`, text, empty)] : [];
	});
}

/** Of the fields with these names, those that are there. */
function given(object: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(object, name) ? [[name, object[name]]] : [])));
}
