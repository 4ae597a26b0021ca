using System.Text.RegularExpressions;
using Analytics.Contracts;
using Analytics.Store.Database;
using Microsoft.EntityFrameworkCore;

namespace Analytics.Store;

/// <summary>The watchlists, who is on them, and when they alert.</summary>
/// <param name="database">The database that holds them.</param>
/// <param name="time">The clock for time stamps.</param>
public sealed partial class WatchlistRegister(GalleryDatabase database, TimeProvider time)
{
    /// <summary>Makes a list.</summary>
    /// <exception cref="FailureException">The id is no word, or taken.</exception>
    public Task<WatchlistId> CreateAsync(WatchlistId id, string description, WatchlistPolicy policy, CancellationToken cancellationToken)
    {
        if (!Slug().IsMatch(id.Value))
        {
            throw new InvalidException(
                $"'{id}' is not a valid watchlist id: use small letters, digits and '-', at most 63, for example 'banned'.");
        }

        return database.WriteAsync(
            async context =>
            {
                if (await context.Watchlists.AnyAsync(row => row.Id == id.Value, cancellationToken))
                {
                    throw new ConflictException($"The watchlist '{id}' already exists.") { Subject = FailureSubject.Watchlist };
                }

                context.Watchlists.Add(new WatchlistRow
                {
                    Id = id.Value,
                    Description = description,
                    Created = time.GetUtcNow(),
                    FalseAlertsPerDay = policy.FalseAlertsPerDay,
                    Threshold = policy.Threshold?.Value,
                });
                return id;
            },
            cancellationToken);
    }

    /// <summary>Changes what is given of a list.</summary>
    /// <exception cref="FailureException">There is no such list.</exception>
    public async Task<WatchlistId> SetAsync(
        WatchlistId id, string? description, WatchlistPolicy? policy, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(
                async context =>
                {
                    var row = await context.Watchlists.SingleOrDefaultAsync(row => row.Id == id.Value, cancellationToken)
                        ?? throw Unknown(id);
                    row.Description = description ?? row.Description;
                    if (policy is not null)
                    {
                        (row.FalseAlertsPerDay, row.Threshold) = (policy.FalseAlertsPerDay, policy.Threshold?.Value);
                    }

                    return id;
                },
                cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw Unknown(id); // removed at the same moment
        }
    }

    /// <summary>Puts people onto a list; those who are on it stay.</summary>
    /// <returns>How many were not on it.</returns>
    /// <exception cref="FailureException">There is no such list.</exception>
    public Task<int> AddAsync(WatchlistId id, IReadOnlyList<PersonId> people, CancellationToken cancellationToken) => database.WriteAsync(
        async context =>
        {
            var added = 0;
            foreach (var person in people)
            {
                added += await AddAsync(context, person, [id], cancellationToken);
                context.IndexWork.Add(new IndexWorkRow { Kind = IndexWorkKind.Relist, PersonId = person.Value });
            }

            return added;
        },
        cancellationToken);

    /// <summary>Takes people off a list; they stay enrolled.</summary>
    /// <returns>How many were on it.</returns>
    /// <exception cref="FailureException">There is no such list.</exception>
    public Task<int> RemoveAsync(WatchlistId id, IReadOnlyList<PersonId> people, CancellationToken cancellationToken) =>
        database.WriteAsync(
        async context =>
        {
            await RequireAsync(context, id, cancellationToken);
            var removed = 0;
            foreach (var person in people)
            {
                removed += await context.Memberships.Where(row => row.WatchlistId == id.Value && row.PersonId == person.Value)
                    .ExecuteDeleteAsync(cancellationToken);
                context.IndexWork.Add(new IndexWorkRow { Kind = IndexWorkKind.Relist, PersonId = person.Value });
            }

            return removed;
        },
        cancellationToken);

    /// <summary>Deletes a list; its people stay enrolled.</summary>
    /// <returns>How many people were on it.</returns>
    /// <exception cref="FailureException">There is no such list.</exception>
    public Task<int> DeleteAsync(WatchlistId id, CancellationToken cancellationToken) => database.WriteAsync(
        async context =>
        {
            await RequireAsync(context, id, cancellationToken);
            var people = await context.Memberships.Where(row => row.WatchlistId == id.Value).Select(row => row.PersonId)
                .ToListAsync(cancellationToken);
            context.IndexWork.AddRange(people.Select(person => new IndexWorkRow { Kind = IndexWorkKind.Relist, PersonId = person }));
            await context.Watchlists.Where(row => row.Id == id.Value).ExecuteDeleteAsync(cancellationToken);
            return people.Count;
        },
        cancellationToken);

    /// <summary>All lists, by id.</summary>
    public Task<List<WatchlistView>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async context =>
        {
            var rows = await context.Watchlists.OrderBy(row => row.Id).Select(row => new { Row = row, People = row.Memberships.Count })
                .ToListAsync(cancellationToken);
            return rows.ConvertAll(row => View(row.Row, row.People));
        });

    /// <summary>One list.</summary>
    /// <exception cref="FailureException">There is no such list.</exception>
    public async Task<WatchlistView> GetAsync(WatchlistId id, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).Find(list => list.Id == id) ?? throw Unknown(id);

    /// <summary>Who is on a list, by name.</summary>
    public Task<List<PersonSummary>> PeopleAsync(WatchlistId id, CancellationToken cancellationToken) => database.ReadAsync(
        async context =>
        {
            await RequireAsync(context, id, cancellationToken);
            return await PeopleRegister.Summaries(context.People.Where(row => row.Memberships.Any(member => member.WatchlistId == id.Value))
                .OrderBy(row => row.NameKey)).ToListAsync(cancellationToken);
        });

    /// <summary>Puts a person onto lists within a transaction of somebody else's.</summary>
    internal static async Task<int> AddAsync(
        GalleryContext context, PersonId person, IReadOnlyList<WatchlistId> watchlists, CancellationToken cancellationToken)
    {
        var added = 0;
        foreach (var list in watchlists.Distinct())
        {
            await RequireAsync(context, list, cancellationToken);
            if (!await context.Memberships.AnyAsync(
                row => row.WatchlistId == list.Value && row.PersonId == person.Value, cancellationToken))
            {
                context.Memberships.Add(new MembershipRow { WatchlistId = list.Value, PersonId = person.Value });
                added++;
            }
        }

        return added;
    }

    private static async Task RequireAsync(GalleryContext context, WatchlistId id, CancellationToken cancellationToken)
    {
        if (!await context.Watchlists.AnyAsync(row => row.Id == id.Value, cancellationToken))
        {
            throw Unknown(id);
        }
    }

    private static WatchlistView View(WatchlistRow row, int people) => new(
        new WatchlistId(row.Id), row.Description,
        row.Threshold is { } threshold
            ? WatchlistPolicy.Fixed(new Similarity(threshold)) : WatchlistPolicy.Budget(row.FalseAlertsPerDay!.Value),
        people);

    private static NotFoundException Unknown(WatchlistId id) =>
        new($"There is no watchlist '{id}'.") { Subject = FailureSubject.Watchlist };

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex Slug();
}
