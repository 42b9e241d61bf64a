import type { Exchange } from '../../../../nodes/shared/batch/client/exchange';

export type Answer = Extract<Exchange, { kind: 'answer' }>;

export function answer(statusCode: number, body: unknown = '', headers: Record<string, unknown> = {}): Answer {
	return { kind: 'answer', statusCode, headers, body };
}

export function noAnswer(code: string, neverSent: boolean): Exchange {
	return { kind: 'noAnswer', code, message: `read ${code}`, neverSent };
}

export const errorOf = {
	project: (code: string) => ({ error_code: code, error_message: `${code}, says the project family` }),
	app: (code: string) => ({ code: 1, type: code, message: `${code}, says the app family` }),
} as const;
