import '@fontsource-variable/source-sans-3/wght.css';
import '@fontsource/source-serif-4/600.css';
import './tokens.css';
import './base.css';
import './controls.css';
import './forms.css';
import './overview.css';
import './staff.css';
