import type { Bounded } from '../../bounded';
import type { IndexEntry } from './indexEntry';
import { readHtmlIndex } from './readHtmlIndex';
import { readJsonIndex } from './readJsonIndex';
import { readXmlIndex } from './readXmlIndex';

/**
 * Reads a directory index: the HTML of nginx, Apache, python and most others, or nginx's JSON and XML. Throws `NoIndex` for every
 * other page: one that asks for a login, or says that it is being worked on, is no empty folder.
 * @param address where the index was found, after redirects
 * @param bounded counts entries and depth of the page
 */
export async function readIndex(body: string, address: URL, bounded: Bounded): Promise<IndexEntry[]> {
	const start = body.slice(0, 1_024).replace(/^\uFEFF/, '').trimStart();
	if (start.startsWith('[') || start.startsWith('{')) return await readJsonIndex(body, bounded);
	if (/^(<\?xml[^>]*>\s*)?<list[\s>/]/i.test(start)) return await readXmlIndex(body, bounded);
	return await readHtmlIndex(body, address, bounded);
}
