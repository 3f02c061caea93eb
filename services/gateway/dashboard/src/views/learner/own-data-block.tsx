import { useWords } from '../words.tsx';

/** A file with all that is held of the learner. A link, so that the browser keeps the file and shows how far it is. */
export function OwnDataBlock({ address }: { readonly address: string }) {
  const { ownData } = useWords().messages;
  return (
    <section class="card" aria-labelledby="own-data">
      <h2 id="own-data">{ownData.title}</h2>
      <p>{ownData.text}</p>
      <a class="button" href={address} download>
        {ownData.download}
      </a>
    </section>
  );
}
