import { gunzipSync } from 'node:zlib';
import type { z } from 'zod/v4';
import { contract } from './index.ts';
import type { ContractFamily, RouteContract } from './route.ts';

/** A request as it left the client. */
export interface SentRequest {
	method: string;
	/** Not decoded, without the query. */
	path: string;
	query: URLSearchParams;
	/** Names in lower case. */
	headers: Record<string, string | string[] | undefined>;
	body: Uint8Array;
}

/** Keys by family: what each header must look like; a header without a pattern must not be there. */
const keyHeaders: Record<ContractFamily, Record<string, RegExp>> = {
	project: { authorization: /^Bearer \S+$/, 'x-batch-project': /^\S+$/ },
	app: { 'x-authorization': /^\S+$/ },
	partner: { 'x-authorization': /^\S+$/ },
	'export-file': { 'x-authorization': /^\S+$/ },
	'signed-link': {},
};
const everyKeyHeader = ['authorization', 'x-batch-project', 'x-authorization'];

/** So many of a kind of problem are told: ten thousand rows may share one. */
const toldProblems = 5;

/**
 * Holds a request against the contract.
 *
 * @returns what is wrong with it, without any value that could be a secret; empty when nothing is
 */
export function checkRequest(request: SentRequest): string[] {
	const found = findRoute(request.method, request.path);
	if (found === undefined) {
		return [`${request.method} to a path that is not documented: ${describePath(request.path)}`];
	}
	const { route, parameters } = found;
	const problems = [
		...checkKeys(route.family, request.headers),
		...checkParameters(route, parameters),
		...checkQuery(route, request.query),
		...checkBody(route, request),
	];
	return problems.map((problem) => `${route.method} ${route.path} (${route.source}): ${problem}`);
}

function findRoute(
	method: string,
	path: string,
): { route: RouteContract; parameters: Record<string, string> } | undefined {
	const actual = path.split('/');
	const candidates = contract
		.filter((route) => route.method === method && fits(route.path.split('/'), actual))
		.sort((one, other) => countNamed(one.path) - countNamed(other.path));
	if (candidates.length === 0) return undefined;
	const [route] = candidates;
	const parameters: Record<string, string> = {};
	route.path.split('/').forEach((part, index) => {
		if (part.startsWith(':')) parameters[part.slice(1)] = actual[index];
	});
	return { route, parameters };
}

function fits(parts: string[], actual: string[]): boolean {
	return (
		parts.length === actual.length &&
		parts.every((part, index) => {
			if (part === '2.x') return /^2\.\d+$/.test(actual[index]);
			return part.startsWith(':') ? actual[index] !== '' : part === actual[index];
		})
	);
}

function countNamed(path: string): number {
	return path.split('/').filter((part) => part.startsWith(':')).length;
}

/** The app key of 1.x is left out. */
function describePath(path: string): string {
	return path.replace(/^(\/1\.\d+)\/[^/]+/, '$1/…');
}

function checkKeys(family: ContractFamily, headers: SentRequest['headers']): string[] {
	return everyKeyHeader.flatMap((name) => {
		const value = headers[name];
		const pattern: RegExp | undefined = keyHeaders[family][name];
		if (pattern === undefined) return value === undefined ? [] : [`header ${name} must not be sent`];
		if (value === undefined) return [`header ${name} is missing`];
		return typeof value === 'string' && pattern.test(value) ? [] : [`header ${name} has a wrong form`];
	});
}

function checkParameters(route: RouteContract, parameters: Record<string, string>): string[] {
	return Object.entries(parameters).flatMap(([name, encoded]) => {
		let decoded: string;
		try {
			decoded = decodeURIComponent(encoded);
		} catch {
			return [`'${name}' in the path is not properly encoded`];
		}
		const schema = route.parameters?.[name];
		return schema === undefined ? [] : describeIssues(`'${name}' in the path`, schema, decoded);
	});
}

function checkQuery(route: RouteContract, query: URLSearchParams): string[] {
	const names = [...query.keys()];
	const twice = names.filter((name, index) => names.indexOf(name) !== index);
	if (twice.length > 0) return [`the query has ${twice.join(', ')} twice`];
	if (route.query === undefined) return names.length === 0 ? [] : ['there must be no query'];
	return describeIssues('query', route.query, Object.fromEntries(query));
}

function checkBody(route: RouteContract, { headers, body }: SentRequest): string[] {
	if (route.body === undefined) return body.length === 0 ? [] : ['there must be no body'];
	const problems = /^application\/json\b/.test(String(headers['content-type']))
		? []
		: ['the body is not said to be JSON'];
	let parsed: unknown;
	try {
		const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
		parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		return [...problems, 'the body is not JSON'];
	}
	return [...problems, ...describeIssues('body', route.body, parsed)];
}

function describeIssues(where: string, schema: z.ZodType, value: unknown): string[] {
	const { success, error } = schema.safeParse(value);
	if (success) return [];
	const told = error.issues.slice(0, toldProblems).map((issue) => {
		const path = issue.path.map(String).join('.');
		return `${where}${path === '' ? '' : ` ${path}`}: ${describeIssue(issue)}`;
	});
	const rest = error.issues.length - told.length;
	return rest === 0 ? told : [...told, `${where}: ${rest} more`];
}

/** A union says "Invalid input" alone: what it missed by least is told instead. */
function describeIssue(issue: z.core.$ZodIssue): string {
	if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue.message;
	const [nearest] = [...issue.errors].sort((one, other) => depthOf(other) - depthOf(one));
	const [first] = nearest;
	if (first === undefined) return issue.message;
	return [first.path.map(String).join('.'), describeIssue(first)].filter((it) => it !== '').join(': ');
}

function depthOf(issues: z.core.$ZodIssue[]): number {
	return Math.max(0, ...issues.map(({ path }) => path.length));
}
