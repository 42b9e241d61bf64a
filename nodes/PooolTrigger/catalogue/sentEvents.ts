/** What a page sends with `Audit.sendEvent`: no callback tells of it, the bridge looks on (poool-purchasely.md §1.3). */
export const sentEvents: readonly string[] = ['page-view', 'conversion'];
