import {
  OnAuthException,
  OnCreateException,
  OnDisposeException,
  OnJoinException,
  OnLeaveException,
} from "@colyseus/core";

type Hook = (...args: unknown[]) => unknown;
type ExceptionClass = new (cause: Error, message: string, ...args: never[]) => Error;

/** Hooks that plugins have, too, and core's errors of them. */
const EXCEPTIONS: Readonly<Record<string, ExceptionClass>> = {
  onCreate: OnCreateException,
  onAuth: OnAuthException,
  onJoin: OnJoinException,
  onLeave: OnLeaveException,
  onDispose: OnDisposeException,
};

/** Whether core has given a room class the hooks of its plugins, which it does with the first room of the class. */
export function hasPluginHooks(type: object): boolean {
  return Object.hasOwn(type, "__pluginLayout");
}

/**
 * Makes plugins hear the hooks of the first room of a class. Core puts their hooks on the class's prototype when a room of it
 * has bound its own ones already, as each does that reports uncaught errors.
 *
 * @param room of a class that has just been given the hooks of its plugins
 * @param own prototype of the class as it was written; hooks that are properties stay, as with Colyseus
 */
export function hearPluginHooks(room: { onUncaughtException?(error: Error, method: string): void }, own: object): void {
  const hooks = room as unknown as Record<string, Hook>;
  const prototype = Object.getPrototypeOf(room) as Record<string, Hook>;
  for (const [name, Exception] of Object.entries(EXCEPTIONS)) {
    const isProperty = Object.hasOwn(room, name) && !(name in own);
    if (!Object.hasOwn(prototype, name) || isProperty) continue;
    const hook = prototype[name] as Hook;
    hooks[name] = async (...args) => {
      try {
        return await hook.apply(room, args);
      } catch (error) {
        const cause = error as Error;
        room.onUncaughtException?.(new Exception(cause, cause.message, ...(args as never[])), name);
        throw error;
      }
    };
  }
}
