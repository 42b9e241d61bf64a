import { attempt, isObject, isStringList } from './values.ts';

/** The SDK's pattern and figure; the server's own are unknown (batch-api-2x.md §3.3). */
const emailPattern = /^[^@]+@[A-Za-z0-9\-.]+\.[A-Za-z0-9]+$/;
export const emailSafeLength = 128;

/** batch-api-1x.md §1.1 */
const timeToLiveMaximum = 2_419_200;
const appLabelsMaximum = 3;

/** What is wrong with a value of a field, in words that follow its name; `undefined` when nothing is. */
export type Check = (value: unknown) => string | undefined;

export const emailProblem: Check = (value) =>
	typeof value === 'string' && emailPattern.test(value) ? undefined : 'must be an e-mail address';

export const textProblem: Check = (value) =>
	typeof value === 'string' && value !== '' ? undefined : 'must be a text';

export const booleanProblem: Check = (value) =>
	typeof value === 'boolean' ? undefined : 'must be a boolean';

export const objectProblem: Check = (value) => (isObject(value) ? undefined : 'must be an object');

export const textsProblem: Check = (value) =>
	isStringList(value) && !value.includes('') ? undefined : 'must be an array of texts';

export const priorityProblem: Check = (value) =>
	value === 'normal' || value === 'high' ? undefined : "must be 'normal' or 'high'";

/** 0 is described and forbidden on the same page, so it passes. */
export const timeToLiveProblem: Check = (value) =>
	Number.isInteger(value) && Number(value) >= 0 && Number(value) <= timeToLiveMaximum
		? undefined
		: `must be an integer of at most ${timeToLiveMaximum} seconds`;

export const appLabelsProblem: Check = (value) =>
	isStringList(value) && value.length <= appLabelsMaximum
		? undefined
		: `must be an array of at most ${appLabelsMaximum} texts`;

export const mediaProblem: Check = (value) => {
	const kinds = ['icon', 'picture', 'audio', 'video'];
	const right =
		isObject(value) &&
		Object.entries(value).every(([kind, url]) => kinds.includes(kind) && typeof url === 'string');
	return right ? undefined : `must be an object of URLs for ${kinds.join(', ')}`;
};

/** A string that holds JSON, not an object. */
export const payloadProblem: Check = (value) => {
	if (typeof value !== 'string') return 'must be a string that holds JSON';
	const parsed = attempt(() => JSON.parse(value) as unknown);
	return parsed === undefined ? 'must hold valid JSON' : undefined;
};

/** The key `com.batch` is forbidden on the page of in-app campaigns (batch-api-1x.md §4), and only there. */
export const inAppPayloadProblem: Check = (value) => {
	const problem = payloadProblem(value);
	if (problem !== undefined) return problem;
	const parsed = JSON.parse(value as string) as unknown;
	return isObject(parsed) && Object.hasOwn(parsed, 'com.batch')
		? "must not have the key 'com.batch'"
		: undefined;
};

export const collapseKeyProblem: Check = (value) => {
	const right =
		isObject(value) && typeof value.enabled === 'boolean' && typeof value.key === 'string';
	return right ? undefined : "must have a boolean 'enabled' and a text 'key'";
};
