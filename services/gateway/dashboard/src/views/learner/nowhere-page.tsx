import type { Preferences } from '../../preferences/preferences.ts';
import { Frame } from '../frame.tsx';
import { MessagePage } from '../message-page.tsx';
import { useWords, Words, wordsIn } from '../words.tsx';

/** For an address that names nobody. */
export function NowherePage({ preferences }: { readonly preferences: Preferences }) {
  return (
    <Words.Provider value={wordsIn(preferences.language.value)}>
      <Frame preferences={preferences}>
        <Nowhere />
      </Frame>
    </Words.Provider>
  );
}

function Nowhere() {
  return <MessagePage {...useWords().messages.refused.nowhere} />;
}
