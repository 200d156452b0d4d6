/** The parts of the npm package asterisk-manager that benches and tests use; it has no types of its own. */
declare module "asterisk-manager" {
  import type { EventEmitter } from "node:events";

  type Callback = (error: Record<string, unknown> | undefined, response: Record<string, unknown>) => void;

  interface Manager extends EventEmitter {
    action(action: Record<string, unknown>, callback?: Callback): string;
    keepConnected(): void;
    disconnect(callback?: () => void): void;
    isConnected(): boolean;
    connected(): boolean;
  }

  const AsteriskManager: new (
    port?: number,
    host?: string,
    username?: string,
    password?: string,
    events?: boolean,
  ) => Manager;
  export default AsteriskManager;
}
