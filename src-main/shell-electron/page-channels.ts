/** Names of the messages between main and preload. */
export const pageChannels = {
  /** Page to main: asks for a port. */
  connect: 'foredeck:connect',
  /** Main to page: the port. */
  port: 'foredeck:port',
  /** Main to page: paths to open. */
  openPaths: 'foredeck:open-paths',
} as const;
