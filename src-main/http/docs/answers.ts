import { type Answer, json, schemaRef } from './terms.ts';

const retryAfter = {
  'Retry-After': {
    description: 'Seconds to wait before asking again.',
    schema: { type: 'integer', minimum: 1 },
  },
};

function refusal(description: string, error: string): Answer {
  return { description, content: json(schemaRef('Error'), { error }) };
}

/** What is answered instead of what was asked for. The text says what was wrong, where, and what to do. */
export const refusalAnswers: Record<string, Answer> = {
  Refused: refusal(
    'The request is not as it should be, or the model is switched off. The message names the field and what was expected.',
    'Input "features": "shape" must be a list of whole numbers, not a text.',
  ),
  NoToken: refusal(
    'A token is needed, and none or a wrong one came.',
    'This needs a token: send the header "Authorization: Bearer TOKEN", or open the console by its link.',
  ),
  Elsewhere: refusal(
    'The headers Host or Origin name another place than this server. They are looked at always.',
    'This server is not asked for by that name.',
  ),
  Unknown: refusal('There is no such model, version or address.', 'There is nothing at this address.'),
  Slow: refusal('The body did not come in time.', 'The body did not come in time.'),
  TooLarge: refusal('The body is larger than is taken.', 'The body is larger than the 64 MB that are taken.'),
  OtherEncoding: refusal(
    'The Content-Encoding is not known; gzip and deflate are.',
    'Content-Encoding "br" is not known here; gzip and deflate are.',
  ),
  QueueFull: {
    ...refusal(
      'As many requests wait for this model as may. Ask again later, or less often.',
      '1000 requests for flight-delay@1 wait already. Ask again in a moment, or less often.',
    ),
    headers: retryAfter,
  },
  Failed: refusal(
    'Something went wrong here; the log of the program has more.',
    'Something unexpected went wrong inside Foredeck.',
  ),
  RemoteFailed: refusal(
    'The model runs on another server, which did not answer as it should.',
    'The server of remote-model did not answer.',
  ),
  NotNow: {
    ...refusal(
      'The model is still being loaded, or the server lets nobody in: it was switched off, or is about to stop.',
      'flight-delay@1 is still being loaded. Ask again in a moment.',
    ),
    headers: retryAfter,
  },
  Late: refusal(
    'The answer did not come within the time the request, or the model, allows.',
    'flight-delay@1 gave no answer within 50 ms.',
  ),
};
