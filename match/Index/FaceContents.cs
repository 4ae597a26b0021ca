using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>
/// What is said of a face beside its template, in a form that two stores can compare: whose it is, and on which watchlists.
/// </summary>
/// <param name="Face">The face.</param>
/// <param name="Digest">128 bits that are equal where the person and the set of watchlists are.</param>
public readonly record struct FaceContents(FaceId Face, UInt128 Digest)
{
    /// <summary>Of a face.</summary>
    public static FaceContents Of(FaceId face, PersonId? person, IEnumerable<WatchlistId> watchlists) =>
        Of(face, person is { } known ? HashOf(known) : default, HashOf(watchlists));

    /// <summary>Of a face that copies of the index hold in different ways: equal to none.</summary>
    internal static FaceContents Differing(FaceId face) => new(face, default);

    /// <summary>Of a face whose person and watchlists are hashed already.</summary>
    public static FaceContents Of(FaceId face, UInt128 person, UInt128 watchlists)
    {
        Span<byte> both = stackalloc byte[32];
        BinaryPrimitives.WriteUInt128LittleEndian(both, person);
        BinaryPrimitives.WriteUInt128LittleEndian(both[16..], watchlists);
        return new(face, XxHash128.HashToUInt128(both));
    }

    /// <summary>128 bits that distinguish people: XXH128 of the id in UTF-8.</summary>
    public static UInt128 HashOf(PersonId person) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(person.Value));

    /// <summary>128 bits that distinguish sets of watchlists, in whatever order they come.</summary>
    public static UInt128 HashOf(IEnumerable<WatchlistId> watchlists) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(
        string.Join('\n', watchlists.Select(list => list.Value).Distinct().Order(StringComparer.Ordinal))));
}
