/** A catalogue that has not changed for so long is stale, unless the playbook says otherwise: prices and stock may be wrong. */
export const usualStaleAfterHours = 48;
