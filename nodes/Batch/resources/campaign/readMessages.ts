import type { IDataObject } from 'n8n-workflow';

import { nativeTextAttributes } from '../../../shared/batch/contract/nativeAttributes';
import { readText } from '../../../shared/batch/values/readValue';
import { violation, type Violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import { withAdditional } from '../../fields/additional';
import type { Item } from '../../run/item';
import { readDeeplink } from '../push/readDeeplink';

const empty = 'must not be empty';

/** The one message of a campaign of the project family, a push or an e-mail (batch-api-2x.md §6.1). */
export function readProjectMessage(item: Item): IDataObject {
	const message = item.choice('channel') === 'email' ? readEmail(item) : readPush(item);
	return withAdditional(item, message, 'options.additionalMessageJson');
}

function readPush(item: Item): IDataObject {
	const { deeplink, violations } = readDeeplink(item);
	const platforms = item.choices('sendTo');
	const title = item.text('title');
	const body = item.text('body');
	if (platforms.length === 0) violations.push(violation(item.label('sendTo'), '', 'must name at least one platform'));
	if (body === '') violations.push(violation(item.label('body'), '', empty));
	item.check(violations);
	return { channel_type: 'push', platform_type: platforms, ...(title !== '' && { title }), body, ...(deeplink !== undefined && { deeplink }) };
}

function readEmail(item: Item): IDataObject {
	const violations: Violation[] = [];
	const required = (name: string): string => {
		const text = item.text(name);
		if (text === '') violations.push(violation(item.label(name), '', empty));
		return text;
	};
	const message: IDataObject = {
		channel_type: 'email',
		subject: required('subject'),
		sender_identity_id: required('senderIdentityId'),
		...replyTo(item.label('replyTo'), item.text('replyTo'), violations),
		html: required('html'),
	};
	const translations = readTranslations(item, ['subject', 'senderIdentityId', 'html', 'replyTo'], violations);
	for (const { language, ...texts } of translations) {
		// Whoever adds a language means to say something in it: an expression that leads nowhere would send them the other text.
		if (Object.values(texts).every((text) => text === '')) violations.push(violation('Translations: Subject', language, 'must not be empty where HTML, Sender Identity ID and Reply To are'));
	}
	const languages = translations.map(
		({ language, subject, senderIdentityId, html, replyTo: address }) => ({
			language,
			...(subject !== '' && { subject }),
			...(senderIdentityId !== '' && { sender_identity_id: senderIdentityId }),
			...replyTo('Translations: Reply To', address, violations),
			...(html !== '' && { html }),
		}),
	);
	item.check(violations);
	return { ...message, ...(languages.length > 0 && { languages }) };
}

function replyTo(field: string, address: string, violations: Violation[]): IDataObject {
	if (address === '') return {};
	const { pattern, words } = nativeTextAttributes.$email_address;
	if (!pattern.test(address)) violations.push(violation(field, address, words));
	return { reply_to: { email_address: address } };
}

/**
 * The messages of a push campaign of the app family, one for each language (batch-api-1x.md §3.1).
 * @returns none when not a field of them was filled in
 */
export function readAppMessages(item: Item): IDataObject[] {
	const violations: Violation[] = [];
	const own = { language: item.text('language'), title: item.text('title'), body: item.text('body') };
	const translated = readTranslations(item, ['title', 'body'], violations);
	item.check(violations);
	if (Object.values(own).every((text) => text === '') && translated.length === 0) return [];
	if (own.language === '') violations.push(violation(item.label('language'), '', empty));
	if (own.body === '') violations.push(violation(item.label('body'), '', empty));
	for (const { language, body } of translated) {
		if (body === '') violations.push(violation('Translations: Body', language, empty));
		if (isSameLanguage(language, own.language)) violations.push(violation('Translations: Language', language, 'is that of the message itself'));
	}
	item.check(violations);
	return [own, ...translated].map(({ language, title, body }) => ({ language, ...(title !== '' && { title }), body }));
}

/** Codes are told apart by nobody who reads EN and en. */
export function isSameLanguage(first: string, second: string): boolean {
	return first.toLowerCase() === second.toLowerCase();
}

/** The rows of Translations, each with a language of its own. */
export function readTranslations<Name extends string>(
	item: Item,
	names: readonly Name[],
	violations: Violation[],
): Array<Record<Name | 'language', string>> {
	const rows = item.read('translations.translation');
	const known = new Set<string>();
	return (Array.isArray(rows) ? (rows as unknown[]) : []).map((row) => {
		const fields: Record<string, unknown> = isRecord(row) ? row : {};
		const translation = Object.fromEntries(['language', ...names].map((name) => [name, textOf(name, fields[name], violations)]));
		const { language } = translation;
		if (language === '') violations.push(violation('Translations: Language', '', empty));
		else if (known.has(language.toLowerCase())) violations.push(violation('Translations: Language', language, 'is given twice'));
		known.add(language.toLowerCase());
		return translation as Record<Name | 'language', string>;
	});
}

const labels: Readonly<Record<string, string>> = {
	language: 'Language',
	title: 'Title',
	body: 'Body',
	header: 'Header',
	subject: 'Subject',
	html: 'HTML',
	senderIdentityId: 'Sender Identity ID',
	replyTo: 'Reply To',
};

function textOf(name: string, value: unknown, violations: Violation[]): string {
	const reading = readText(value);
	if (reading.ok) return reading.value ?? '';
	violations.push(violation(`Translations: ${labels[name] ?? name}`, value, reading.rule));
	return '';
}
