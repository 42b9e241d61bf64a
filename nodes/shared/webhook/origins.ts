/** A site that may send: an origin, `https://*.example.com` for every sub-domain, or `*` for all. */
export interface OriginRule {
	readonly scheme: string;
	readonly host: string;
	/** With the colon; empty for the scheme's own. */
	readonly port: string;
	readonly subdomains: boolean;
}

export interface Origins {
	readonly any: boolean;
	readonly rules: readonly OriginRule[];
	/** Entries that name no origin. */
	readonly unreadable: readonly string[];
}

const originForm = /^(?:(https?):\/\/)?(\*\.)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?\/?$/i;
const schemePorts: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/** Reads a list of origins. A host alone means https. */
export function readOrigins(entries: readonly string[]): Origins {
	const rules: OriginRule[] = [];
	const unreadable: string[] = [];
	for (const entry of entries.filter((one) => one !== '*')) {
		const [matched, scheme = 'https', wildcard, host = '', port = ''] = originForm.exec(entry) ?? [];
		if (matched === undefined) unreadable.push(entry);
		else rules.push(ruleOf(scheme.toLowerCase(), host.toLowerCase(), port, wildcard !== undefined));
	}
	return { any: entries.includes('*'), rules, unreadable };
}

/**
 * Whether a browser says it sends from one of the sites. Only browsers say so by force: whoever calls
 * without one writes into the header what he likes.
 */
export function isAllowedOrigin(header: readonly string[], { any, rules }: Origins): boolean {
	if (any) return true;
	const [origin] = header;
	if (origin === undefined || header.length > 1) return false;
	const parts = /^(https?):\/\/([a-z0-9.-]+)(:\d{1,5})?$/i.exec(origin);
	if (parts === null) return false;
	const [, scheme = '', host = '', port = ''] = parts;
	const sent = ruleOf(scheme.toLowerCase(), host.toLowerCase(), port, false);
	return rules.some(
		(rule) =>
			rule.scheme === sent.scheme &&
			rule.port === sent.port &&
			(rule.subdomains ? sent.host.endsWith(`.${rule.host}`) : sent.host === rule.host),
	);
}

function ruleOf(scheme: string, host: string, port: string, subdomains: boolean): OriginRule {
	return { scheme, host, port: port === schemePorts[scheme] ? '' : port, subdomains };
}
