/** What Node, Express and Fastify say of an answer with a status that HTTP does not have. */
const INVALID_STATUS = /invalid status code|status code must be/i;

/** Whether an error says that an answer has an invalid status, as where a handler of errors takes it from an error without one. */
export function namesInvalidStatus(text: string): boolean {
  return INVALID_STATUS.test(text);
}
