import multipart from '@fastify/multipart';
import formbody from '@fastify/formbody';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { badRequest } from '../bot-api.errors.js';
import { argumentText, MethodArguments, type UploadedFile } from './method-arguments.js';

/** What a bot may upload: 50 MB a file. */
const maxFileBytes = 50 * 1024 * 1024;
const maxBodyBytes = 1024 * 1024;

const object = z.record(z.string(), z.unknown());

/** Lets these routes take JSON, form and multipart bodies; bodies of other types are ignored, as Telegram does. */
export async function registerBodyParsers(routes: FastifyInstance): Promise<void> {
  await routes.register(formbody, { bodyLimit: maxBodyBytes });
  await routes.register(multipart, {
    limits: { fileSize: maxFileBytes, files: 10, fields: 100, fieldSize: maxBodyBytes },
  });
  routes.removeContentTypeParser('application/json');
  routes.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: maxBodyBytes },
    (_request, body, done) => {
      try {
        done(null, body === '' ? {} : object.parse(JSON.parse(String(body))));
      } catch {
        done(badRequest("can't parse JSON-encoded request: object expected"));
      }
    },
  );
  routes.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, _body, done) =>
    done(null, {}),
  );
}

/** The call's arguments from its query and body; the body wins. */
export async function readArguments(request: FastifyRequest): Promise<MethodArguments> {
  const values = new Map<string, string>();
  const files = new Map<string, UploadedFile>();
  const add = (entries: unknown): void => {
    for (const [key, value] of Object.entries(object.catch({}).parse(entries ?? {}))) {
      const text = argumentText(Array.isArray(value) && isQuery(entries) ? value.at(-1) : value);
      if (text !== undefined) values.set(key, text);
    }
  };
  const isQuery = (entries: unknown): boolean => entries === request.query;

  add(request.query);
  if (!request.isMultipart()) {
    add(request.body);
    return new MethodArguments(values, files);
  }
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      files.set(part.fieldname, {
        name: part.filename || part.fieldname,
        mimeType: part.mimetype,
        bytes: await part.toBuffer(),
      });
    } else {
      const text = argumentText(part.value);
      if (text !== undefined) values.set(part.fieldname, text);
    }
  }
  return new MethodArguments(values, files);
}
