import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiRefusal } from '../errors.ts';
import type { KnownCourse } from '../folder/known-courses.ts';

const bySlug = z.object({ q: z.literal('slug'), slug: z.string() });
const byId = z.object({ id: z.string() });

/** Slug from id and id from slug; open to everybody, as Coursera's is. */
export function courseRoutes(app: FastifyInstance, courses: () => Promise<readonly KnownCourse[]>): void {
  /** Clients count on a slug: without one, the id is it. */
  const named = async () => (await courses()).map(({ id, slug }) => ({ id, slug: slug ?? id }));
  /** Where no course is known, any is there, as for jobs. */
  const unknown = async (id: string) => ((await courses()).length === 0 ? { id, slug: id } : undefined);

  app.get('/api/onDemandCourses.v1', async (request) => {
    const query = bySlug.safeParse(request.query);
    if (!query.success) throw new ApiRefusal(400, 'validation', 'Only q=slug with a slug is supported');
    const { slug } = query.data;
    const course = (await named()).find((known) => known.slug === slug) ?? (await unknown(slug));
    if (course === undefined) throw new ApiRefusal(404, 'notFound', `No course with slug ${slug}`);
    return { elements: [course], paging: {}, linked: {} };
  });

  app.get('/api/onDemandCourses.v1/:id', async (request) => {
    const { id } = byId.parse(request.params);
    const course = (await named()).find((known) => known.id === id) ?? (await unknown(id));
    if (course === undefined) throw new ApiRefusal(404, 'notFound', `No course ${id}`);
    return { elements: [course], paging: {}, linked: {} };
  });
}
