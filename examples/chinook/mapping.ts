import { allColumns, column, count, defineMapping, gatherMaps, lookup, one, sum, template } from 'pgfold'

/**
 * Chinook, a music shop, in one table. What the keys are for:
 *
 * - ARTIST#1: the artist, its albums and, through gsi1, every track of an album in order
 * - CUSTOMER#1: the customer and its invoices by date; each invoice carries its lines
 * - PLAYLIST#1 / TRACK#1: playlists both ways, tracks of a playlist and playlists of a track
 * - EMPLOYEE#1: the employee; gsi1 lists the people under a manager and the customers of a sales agent
 *
 * Money is exact (a DynamoDB number with the digits of PostgreSQL), dates are ISO text.
 */
export const mapping = defineMapping({
  name: 'chinook',
  table: {
    partitionKey: 'pk',
    sortKey: 'sk',
    entityType: 'type',
    indexes: {
      'type-index': { partitionKey: 'type', sortKey: 'sk' },
      'gsi1-index': { partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk' },
    },
  },
  entities: {
    ARTIST: {
      group: 'catalogue',
      from: 'artist',
      key: { pk: 'ARTIST#{artist_id}', sk: 'METADATA' },
      attributes: { ...allColumns(), albums: count('album', { artist_id: 'artist_id' }) },
    },
    ALBUM: {
      group: 'catalogue',
      from: 'album',
      key: { pk: 'ARTIST#{artist_id}', sk: 'ALBUM#{album_id}' },
      indexes: { 'gsi1-index': { pk: 'ALBUM#{album_id}', sk: 'METADATA' } },
      lookups: { artist: one('artist', { artist_id: 'artist_id' }) },
      attributes: {
        ...allColumns(),
        artist_name: lookup('artist.name'),
        tracks: count('track', { album_id: 'album_id' }),
        milliseconds: sum('track', 'milliseconds', { album_id: 'album_id' }),
      },
    },
    TRACK: {
      group: 'catalogue',
      from: 'track',
      key: { pk: 'TRACK#{track_id}', sk: 'METADATA' },
      // A track without an album simply stays out of the index.
      indexes: { 'gsi1-index': { pk: 'ALBUM#{album_id}', sk: 'TRACK#{track_id|pad:8}' } },
      lookups: {
        album: one('album', { album_id: 'album_id' }),
        artist: one('artist', { artist_id: 'album.artist_id' }),
        genre: one('genre', { genre_id: 'genre_id' }),
        medium: one('media_type', { media_type_id: 'media_type_id' }),
      },
      attributes: {
        ...allColumns(),
        album_title: lookup('album.title'),
        artist_id: lookup('album.artist_id'),
        artist_name: lookup('artist.name'),
        genre_name: lookup('genre.name'),
        media_type_name: lookup('medium.name'),
        playlists: count('playlist_track', { track_id: 'track_id' }),
        units_sold: sum('invoice_line', 'quantity', { track_id: 'track_id' }),
      },
    },
    GENRE: {
      group: 'catalogue',
      from: 'genre',
      key: { pk: 'GENRE#{genre_id}', sk: 'METADATA' },
      attributes: { ...allColumns(), tracks: count('track', { genre_id: 'genre_id' }) },
    },
    MEDIA_TYPE: {
      group: 'catalogue',
      from: 'media_type',
      key: { pk: 'MEDIA_TYPE#{media_type_id}', sk: 'METADATA' },
      attributes: { ...allColumns() },
    },
    PLAYLIST: {
      group: 'playlists',
      from: 'playlist',
      key: { pk: 'PLAYLIST#{playlist_id}', sk: 'METADATA' },
      attributes: { ...allColumns(), tracks: count('playlist_track', { playlist_id: 'playlist_id' }) },
    },
    PLAYLIST_TRACK: {
      group: 'playlists',
      from: 'playlist_track',
      key: { pk: 'PLAYLIST#{playlist_id}', sk: 'TRACK#{track_id}' },
      indexes: { 'gsi1-index': { pk: 'TRACK#{track_id}', sk: 'PLAYLIST#{playlist_id}' } },
      lookups: {
        track: one('track', { track_id: 'track_id' }),
        playlist: one('playlist', { playlist_id: 'playlist_id' }),
      },
      attributes: { ...allColumns(), track_name: lookup('track.name'), playlist_name: lookup('playlist.name') },
    },
    CUSTOMER: {
      group: 'sales',
      from: 'customer',
      key: { pk: 'CUSTOMER#{customer_id}', sk: 'METADATA' },
      indexes: { 'gsi1-index': { pk: 'EMPLOYEE#{support_rep_id}', sk: 'CUSTOMER#{customer_id}' } },
      lookups: { agent: one('employee', { employee_id: 'support_rep_id' }) },
      attributes: {
        ...allColumns(),
        agent_name: template('{agent.first_name} {agent.last_name}'),
        invoices: count('invoice', { customer_id: 'customer_id' }),
        spent: sum('invoice', 'total', { customer_id: 'customer_id' }),
      },
    },
    INVOICE: {
      group: 'sales',
      from: 'invoice',
      key: { pk: 'CUSTOMER#{customer_id}', sk: 'INVOICE#{invoice_date|iso}#{invoice_id}' },
      indexes: { 'gsi1-index': { pk: 'INVOICE#{invoice_id}', sk: 'METADATA' } },
      lookups: { customer: one('customer', { customer_id: 'customer_id' }) },
      attributes: {
        ...allColumns(),
        invoice_date: column('invoice_date', { as: 'iso' }),
        customer_name: template('{customer.first_name} {customer.last_name}'),
        lines: gatherMaps(
          'invoice_line',
          { line_id: 'invoice_line_id', track_id: 'track_id', unit_price: 'unit_price', quantity: 'quantity' },
          { invoice_id: 'invoice_id' },
          { orderBy: 'invoice_line_id' },
        ),
      },
    },
    EMPLOYEE: {
      group: 'staff',
      from: 'employee',
      key: { pk: 'EMPLOYEE#{employee_id}', sk: 'METADATA' },
      indexes: { 'gsi1-index': { pk: 'EMPLOYEE#{reports_to}', sk: 'REPORT#{employee_id}' } },
      lookups: { manager: one('employee', { employee_id: 'reports_to' }) },
      attributes: {
        ...allColumns(),
        birth_date: column('birth_date', { as: 'iso' }),
        hire_date: column('hire_date', { as: 'iso' }),
        manager_name: template('{manager.first_name} {manager.last_name}'),
        reports: count('employee', { reports_to: 'employee_id' }),
        customers: count('customer', { support_rep_id: 'employee_id' }),
      },
    },
  },
})
