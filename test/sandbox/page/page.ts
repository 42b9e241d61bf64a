import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The page, as served: one file, nothing from elsewhere, and nothing of what arrived in it. */
export const page = readFileSync(new URL('./page.html', import.meta.url), 'utf8');

/**
 * Only the page's own script and style run, known by their hash: a hostile text that got past the
 * escaping still could not execute or load anything.
 */
export const contentSecurityPolicy = [
	"default-src 'none'",
	`script-src ${hashOf('script')}`,
	`style-src ${hashOf('style')}`,
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
].join('; ');

function hashOf(tag: 'script' | 'style'): string {
	const content = page.split(`<${tag}>`)[1].split(`</${tag}>`)[0];
	return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}
