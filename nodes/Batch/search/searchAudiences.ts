import type { IDataObject, ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { versionOf, type MemberIdType } from '../../shared/batch/audiences/audience';
import { audiences, customAudiences } from '../../shared/batch/routes/audiences';
import { replacingModes } from '../resources/audience/sync.fields';
import { chosenPlatform, searchRows } from './searchRows';

const idTypes: readonly unknown[] = ['advertising_ids', 'custom_ids', 'install_ids'] satisfies MemberIdType[];

/**
 * The audiences that the chosen operation can take: of the project, or of the chosen app and kind of id. Those of
 * one family are never offered for the other.
 */
export async function searchAudiences(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	if (this.getCurrentNodeParameter('api') !== 'app') {
		return await searchRows(this, filter, { request: { route: audiences.list }, key: 'audiences', show });
	}
	const chosen = this.getCurrentNodeParameter('idType');
	const idType: MemberIdType = idTypes.includes(chosen) ? (chosen as MemberIdType) : 'custom_ids';
	// In the app family 1.1 alone can replace, whatever the ids are.
	const version = mayReplace(this) ? '1.1' : versionOf(idType);
	const request = { route: customAudiences[version].list, platform: await chosenPlatform(this) };
	const showOfType = (row: IDataObject) => (version === '1.1' || row.type === undefined || row.type === idType ? show(row) : undefined);
	return await searchRows(this, filter, { request, key: 'custom_audiences', show: showOfType });
}

function mayReplace(context: ILoadOptionsFunctions): boolean {
	if (context.getCurrentNodeParameter('operation') === 'replaceMembers') return true;
	if (context.getCurrentNodeParameter('operation') !== 'syncFromFile') return false;
	const modes: readonly unknown[] = replacingModes;
	const mode = context.getCurrentNodeParameter('mode');
	return modes.includes(mode) && (mode !== 'fileName' || context.getCurrentNodeParameter('wordsToReplace') !== '');
}

function show({ name, display_name: displayName, nb_ids: members, updated }: IDataObject): INodeListSearchItems | undefined {
	if (typeof name !== 'string' || name === '') return undefined;
	const title = typeof displayName === 'string' && displayName !== '' && displayName !== name ? `${displayName} (${name})` : name;
	const details = [
		...(typeof members === 'number' ? [`${members} members`] : []),
		...(typeof updated === 'string' ? [updated.slice(0, 10)] : []),
	];
	return { name: [title, ...details].join(' · '), value: name };
}
