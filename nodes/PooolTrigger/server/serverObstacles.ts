import { webSdkNameRule } from '../../shared/batch/contract/webSdkContract';
import { attributeObstacles } from '../../shared/webhook/prepared/prepareFreeCall';
import type { ParameterSource } from '../../shared/parameters';
import { namesThat, serverEvents } from '../catalogue/serverEvents';
import { fieldChecks } from './fieldErrors';
import { serverBatchName } from './prepareServerCall';
import { readServerSettings, readVerification, type FieldRule } from './serverSettings';

const headerForm = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Why a node that listens to Poool's newsletter and form webhooks cannot work as it is set. */
export async function submissionObstacles(source: ParameterSource): Promise<string[]> {
	const { rules } = readServerSettings(source);
	const isIncomplete = rules.some(({ field, message }) => field === '' || message === '');
	const obstacles = isIncomplete ? ['Each Field Error needs a field and a message.'] : await patternObstacles(rules);
	return [...obstacles, ...preparationObstacles(source, ['newsletter', 'form', 'submission'])];
}

async function patternObstacles(rules: readonly FieldRule[]): Promise<string[]> {
	const checked = await Promise.allSettled(rules.map(async (rule) => await fieldChecks([rule])));
	return checked.flatMap((result) => (result.status === 'rejected' ? String((result.reason as Error).message) : []));
}

/** Why a node that listens to Poool's secured webhooks cannot work as it is set. */
export function securedObstacles(source: ParameterSource): string[] {
	const { method, header } = readVerification(source);
	const { events, eventField } = readServerSettings(source);
	const obstacles: string[] = [];
	if (method !== 'none' && !headerForm.test(header)) {
		obstacles.push('Signature Header names no header: take the one Poool tells you for your endpoint.');
	}
	if (events.size > 0 && eventField === '') {
		obstacles.push('Events are chosen, but Event Field is empty: without it nobody can tell the events apart.');
	}
	const waiting = namesThat('needsAnswer').filter((name) => events.has(name));
	if (waiting.length > 0) {
		obstacles.push(`${waiting.join(', ')}: Poool waits for an answer of the workflow, which a trigger cannot give.`);
	}
	const names = events.size > 0 ? [...events] : serverEvents.map(({ name }) => name);
	return [...obstacles, ...preparationObstacles(source, eventField === '' ? ['webhook'] : names)];
}

function preparationObstacles(source: ParameterSource, names: readonly string[]): string[] {
	const { output, attributeFields } = readServerSettings(source);
	if (output.form === 'received') return [];
	const wrong = names.map((name) => serverBatchName(name, output.namePrefix)).filter((name) => !isName(name));
	return [
		wrong.length > 0 ? `An event name in Batch ${webSdkNameRule.words}. Not possible: ${wrong.slice(0, 5).join(', ')}.` : [],
		attributeObstacles(attributeFields, output.family),
	].flat();
}

function isName(name: string): boolean {
	return webSdkNameRule.pattern.test(name) && name !== '__proto__';
}
