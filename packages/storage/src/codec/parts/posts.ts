import type { PostsPart } from '@learning-tracker/metrics';
import { POSTS_V1 } from '../schemas/posts.ts';
import { createVersionedType } from '../versioned-type.ts';
import { createRegisterReader, createRegisterWriter, writeRegisters } from './registers.ts';

const TYPE = createVersionedType('posts', POSTS_V1);

export function encodePosts({ questions, answers }: PostsPart): Uint8Array {
  const registers = [...questions.values(), ...answers.values()];
  const writer = createRegisterWriter(
    registers,
    registers.map(({ value }) => value?.at ?? null),
  );
  return TYPE.encode({
    versions: writer.versions,
    scale: writer.scale,
    questions: writeRegisters(questions, (id, register) => ({
      id,
      version: writer.version(register),
      at: writer.optionalTime(register.value?.at ?? null),
    })),
    answers: writeRegisters(answers, (id, register) => ({
      id,
      version: writer.version(register),
      value:
        register.value === null
          ? null
          : { questionId: register.value.questionId, at: writer.time(register.value.at) },
    })),
  });
}

export function decodePosts(bytes: Uint8Array): PostsPart {
  const wire = TYPE.decode(bytes);
  const reader = createRegisterReader('posts', wire);
  const questions: PostsPart['questions'] = new Map();
  for (const { id, version, at } of wire.questions) {
    questions.set(id, {
      version: reader.version(version),
      value: at === null ? null : { at: reader.time(at) },
    });
  }
  const answers: PostsPart['answers'] = new Map();
  for (const { id, version, value } of wire.answers) {
    answers.set(id, {
      version: reader.version(version),
      value: value === null ? null : { questionId: value.questionId, at: reader.time(value.at) },
    });
  }
  return { kind: 'posts', questions, answers };
}
