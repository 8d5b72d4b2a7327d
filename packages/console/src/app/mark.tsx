/** The product's mark; decoration beside its name. */
export function Mark({ size }: { size: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0b5d51" />
      <path d="M7 16h18M7 11.5v9M25 11.5v9" stroke="#fff" strokeWidth="2.5" strokeLinecap="round" />
      <circle cx="16" cy="16" r="4.5" fill="#f2c14e" />
    </svg>
  );
}
