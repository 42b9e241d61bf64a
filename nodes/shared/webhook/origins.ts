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

const originForm = /^(?:(https?):\/\/)?(\*\.)?([\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_.-]*[\p{L}\p{N}\p{M}])?)(:\d{1,5})?\/?$/iu;
const schemePorts: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/** Reads a list of origins. A host alone means https. */
export function readOrigins(entries: readonly string[]): Origins {
	const rules: OriginRule[] = [];
	const unreadable: string[] = [];
	for (const entry of entries.filter((one) => one !== '*')) {
		const [matched, scheme = 'https', wildcard, host = '', port = ''] = originForm.exec(entry) ?? [];
		const sent = matched === undefined ? undefined : hostAsSent(host);
		if (sent === undefined) unreadable.push(entry);
		else rules.push(ruleOf(scheme.toLowerCase(), sent, port, wildcard !== undefined));
	}
	return { any: entries.includes('*'), rules, unreadable };
}

/**
 * Which of the sites a browser says it sends from, as it stands on the list: `https://*.example.com` is one site, however
 * many sub-domains there are, and so is `*`. Undefined: none of them. Only browsers say so by force: whoever calls
 * without one writes into the header what he likes, but finds no more sites there than the list has.
 */
export function siteOf(header: readonly string[], { any, rules }: Origins): string | undefined {
	if (any) return '*';
	const [origin] = header;
	if (origin === undefined || header.length > 1) return undefined;
	const parts = /^(https?):\/\/([a-z0-9_.-]+)(:\d{1,5})?$/i.exec(origin);
	if (parts === null) return undefined;
	const [, scheme = '', host = '', port = ''] = parts;
	const sent = ruleOf(scheme.toLowerCase(), host.toLowerCase(), port, false);
	const site = rules.find(
		(rule) =>
			rule.scheme === sent.scheme &&
			rule.port === sent.port &&
			(rule.subdomains ? sent.host.endsWith(`.${rule.host}`) : sent.host === rule.host),
	);
	return site && `${site.scheme}://${site.subdomains ? '*.' : ''}${site.host}${site.port}`;
}

/** Browsers write a host of other letters in Punycode: `journal-été.fr` is `xn--journal-t-i4a8b.fr`. */
function hostAsSent(host: string): string | undefined {
	if (/^[\w.-]+$/.test(host)) return host.toLowerCase();
	try {
		return new URL(`https://${host}`).hostname;
	} catch {
		return undefined;
	}
}

function ruleOf(scheme: string, host: string, port: string, subdomains: boolean): OriginRule {
	return { scheme, host, port: port === schemePorts[scheme] ? '' : port, subdomains };
}
