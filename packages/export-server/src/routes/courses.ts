import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiRefusal } from '../errors.ts';
import type { KnownCourse } from '../folder/known-courses.ts';

const bySlug = z.object({ q: z.literal('slug'), slug: z.string() });
const byId = z.object({ id: z.string() });

/** Slug from id and id from slug; open to everybody, as Coursera's is. */
export function courseRoutes(app: FastifyInstance, courses: () => Promise<readonly KnownCourse[]>): void {
  app.get('/api/onDemandCourses.v1', async (request) => {
    const query = bySlug.safeParse(request.query);
    if (!query.success) throw new ApiRefusal(400, 'validation', 'Only q=slug with a slug is supported');
    const course = (await courses()).find(({ slug }) => slug === query.data.slug);
    if (course === undefined) throw new ApiRefusal(404, 'notFound', `No course with slug ${query.data.slug}`);
    return { elements: [course], paging: {}, linked: {} };
  });

  app.get('/api/onDemandCourses.v1/:id', async (request) => {
    const { id } = byId.parse(request.params);
    const course = (await courses()).find((known) => known.id === id);
    if (course === undefined) throw new ApiRefusal(404, 'notFound', `No course ${id}`);
    return { elements: [course], paging: {}, linked: {} };
  });
}
