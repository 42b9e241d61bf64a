import type { Bounded } from '../../bounded';
import { readXml } from '../xml/readXml';
import { NoIndex, readSize, readTime, type IndexEntry } from './indexEntry';

/** nginx with `autoindex_format xml`: a list of files and directories. */
export async function readXmlIndex(body: string, bounded: Bounded): Promise<IndexEntry[]> {
	const { name: root, children, isWhole } = await readXml(body, bounded);
	const isIndex = root === 'list' && isWhole && children.every(({ name }) => name === 'file' || name === 'directory' || name === 'other');
	if (!isIndex) throw new NoIndex('XML, but no list of files, or not all of it');
	return children
		.filter(({ name }) => name !== 'other')
		.map(({ name, text, attributes }) => ({
			name: text,
			isFolder: name === 'directory',
			size: name === 'file' ? readSize(attributes.size) : undefined,
			modifiedAt: readTime(attributes.mtime),
			isExact: true,
		}));
}
