import type { IDataObject } from 'n8n-workflow';

import { readText, readTextList } from '../../../shared/batch/values/readValue';
import { violation, type Violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import type { Item } from '../../run/item';
import { isSameLanguage, readTranslations } from '../campaign/readMessages';

interface Button {
	readonly label: string;
	readonly action: string;
}

/**
 * What is shown in the app: theme, image, and the contents by language (batch-api-1x.md §4).
 * @returns undefined when not a field of it was filled in
 */
export function readLanding(item: Item): IDataObject | undefined {
	const violations: Violation[] = [];
	const [theme, image] = [item.text('theme'), item.text('image')];
	const own = { language: item.text('language'), header: item.text('header'), title: item.text('title'), body: item.text('body'), buttonLabels: '' };
	const buttons = readButtons(item, violations);
	const translated = readTranslations(item, ['header', 'title', 'body', 'buttonLabels'], violations);
	item.check(violations);
	const isEmpty = [theme, image, ...Object.values(own)].every((text) => text === '') && buttons.length + translated.length === 0;
	if (isEmpty) return undefined;
	if (theme === '') violations.push(violation(item.label('theme'), '', 'must not be empty'));
	if (own.language === '') violations.push(violation(item.label('language'), '', 'must not be empty'));
	if (image !== '' && !/^https?:\/\/\S+$/i.test(image)) violations.push(violation(item.label('image'), image, 'must be an http or https address'));
	const saysSomething = hasText(own);
	if (!saysSomething && image === '' && buttons.length === 0) {
		const others = ['header', 'body', 'image'].map((name) => item.label(name)).join(', ');
		violations.push(violation(item.label('title'), '', `must not be empty where ${others} and ${item.label('buttons')} are`));
	}
	for (const translation of saysSomething ? translated : []) {
		if (!hasText(translation)) violations.push(violation('Translations: Title', translation.language, 'must not be empty where Header and Body are'));
	}
	if (translated.some(({ language }) => isSameLanguage(language, own.language))) {
		violations.push(violation('Translations: Language', own.language, 'is that of the message itself'));
	}
	const contents = [own, ...translated].map(({ language, header, title, body, buttonLabels }) => {
		const actions = translateButtons(buttons, buttonLabels, violations);
		return {
			language,
			...(header !== '' && { header }),
			...(title !== '' && { title }),
			...(body !== '' && { body }),
			...(actions.length > 0 && { actions }),
		};
	});
	item.check(violations);
	return { theme, ...(image !== '' && { image }), contents };
}

function hasText({ header, title, body }: Readonly<Record<'header' | 'title' | 'body', string>>): boolean {
	return header + title + body !== '';
}

function readButtons(item: Item, violations: Violation[]): Button[] {
	const rows = item.read('buttons.button');
	return (Array.isArray(rows) ? (rows as unknown[]) : []).map((row) => {
		const fields: Record<string, unknown> = isRecord(row) ? row : {};
		const required = (name: 'label' | 'action', label: string): string => {
			const reading = readText(fields[name]);
			const text = reading.ok ? (reading.value ?? '') : '';
			if (text === '') violations.push(violation(`Buttons: ${label}`, fields[name] ?? '', reading.ok ? 'must not be empty' : reading.rule));
			return text;
		};
		return { label: required('label', 'Label'), action: required('action', 'Action') };
	});
}

/** The same buttons with the labels of another language. */
function translateButtons(buttons: readonly Button[], labels: string, violations: Violation[]): IDataObject[] {
	const reading = readTextList(labels);
	const translated = reading.ok ? (reading.value ?? []) : [];
	if (!reading.ok || (translated.length > 0 && translated.length !== buttons.length)) {
		violations.push(violation('Translations: Button Labels', labels, `must be ${buttons.length} labels, one for each button`));
	}
	return buttons.map(({ label, action }, index) => ({ label: translated[index] ?? label, action }));
}
