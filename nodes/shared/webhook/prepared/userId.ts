/** Who a call says its user is, if it says so at all. */
export interface GivenUser {
	readonly userId?: string;
	/** Why what stands there names nobody: somebody is meant, so that the event is not anonymous. */
	readonly userIdProblem?: string;
}

const shownCharacters = 80;

/** Reads a user's id: a text with something in it, or a whole number. Nothing, null and blanks mean that nobody is known. */
export function readUserId(value: unknown): GivenUser {
	if (typeof value === 'string') return value.trim() === '' ? {} : { userId: value };
	if (value === undefined || value === null) return {};
	if (typeof value === 'number' && Number.isSafeInteger(value)) return { userId: String(value) };
	const shown = JSON.stringify(value).slice(0, shownCharacters);
	return { userIdProblem: `The user id ${shown} must be a text, or a whole number that JSON carries exactly.` };
}

/** Whether a call says of nobody that the event is theirs. */
export function isAnonymous({ userId, userIdProblem }: GivenUser): boolean {
	return userId === undefined && userIdProblem === undefined;
}
