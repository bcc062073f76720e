export { useCallStatistics } from './use-call-statistics.ts';
export { useStream } from './use-stream.ts';
export { WSCallContext, useWSCall, type WSCallContextType } from './ws-call-context.ts';
export { WSCallProvider, type WSCallProviderProps } from './ws-call-provider.tsx';
