/** The part of dynalite that tests use; it brings no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';
  export default function dynalite(options?: { readonly createTableMs?: number; readonly path?: string }): Server;
}
