import type { KindOfStorage } from '../storage/kinds/kind';
import { storageKinds, type StorageKind } from '../storage/openStorage';

/** What distinguishes the places files come from, as far as watching them goes. */
export type SourceKind = Omit<KindOfStorage, 'open'> & { readonly value: StorageKind };

export const sources: readonly SourceKind[] = storageKinds;

export function sourceOf(value: string): SourceKind | undefined {
	return sources.find((source) => source.value === value);
}
