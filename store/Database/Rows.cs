using Analytics.Contracts;

namespace Analytics.Store.Database;

/// <summary>A person.</summary>
internal sealed class PersonRow
{
    /// <summary>A UUIDv7 as text.</summary>
    public required string Id { get; init; }

    /// <summary>As the operator gave it.</summary>
    public required string Name { get; init; }

    /// <summary>The name in upper case: two people never differ in case alone.</summary>
    public required string NameKey { get; init; }

    /// <summary>What the operator noted.</summary>
    public string? Note { get; init; }

    /// <summary>When it was created, in UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The person's key, wrapped by the master key.</summary>
    public required byte[] WrappedKey { get; init; }

    /// <summary>The person's photos.</summary>
    public List<PhotoRow> Photos { get; init; } = [];

    /// <summary>The lists that the person is on.</summary>
    public List<MembershipRow> Memberships { get; init; } = [];
}

/// <summary>An enrolled photo; the file itself is not kept.</summary>
internal sealed class PhotoRow
{
    /// <summary>A UUIDv7: the face's id in the index.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string PersonId { get; init; }

    /// <summary>Of the file's bytes, in hexadecimal digits, so that no photo is enrolled twice.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Without its folder.</summary>
    public required string FileName { get; init; }

    /// <summary>When it was added, in UTC.</summary>
    public required DateTimeOffset Added { get; init; }

    /// <summary>Of the face.</summary>
    public required FaceQuality Quality { get; init; }

    /// <summary>The face and its surroundings as JPEG, sealed by the person's key.</summary>
    public required byte[] Crop { get; init; }

    /// <summary>Whose it is.</summary>
    public PersonRow? Person { get; init; }

    /// <summary>What models made of it.</summary>
    public List<TemplateRow> Templates { get; init; } = [];
}

/// <summary>What one model made of a photo.</summary>
internal sealed class TemplateRow
{
    /// <summary>The photo.</summary>
    public required Guid PhotoId { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The number of components.</summary>
    public required int Length { get; init; }

    /// <summary>The components, sealed by the person's key.</summary>
    public required byte[] Vector { get; init; }

    /// <summary>The photo.</summary>
    public PhotoRow? Photo { get; init; }
}

/// <summary>A watchlist.</summary>
internal sealed class WatchlistRow
{
    /// <summary>A word that commands and filters use.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Description { get; set; }

    /// <summary>When it was created, in UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The most false alerts per camera and day; none where a threshold is fixed.</summary>
    public double? FalseAlertsPerDay { get; set; }

    /// <summary>The fixed similarity; none where there is a budget.</summary>
    public float? Threshold { get; set; }

    /// <summary>Who is on it.</summary>
    public List<MembershipRow> Memberships { get; init; } = [];
}

/// <summary>A person on a watchlist.</summary>
internal sealed class MembershipRow
{
    /// <summary>The list.</summary>
    public required string WatchlistId { get; init; }

    /// <summary>The person.</summary>
    public required string PersonId { get; init; }

    /// <summary>The person.</summary>
    public PersonRow? Person { get; init; }
}

/// <summary>A camera of the site.</summary>
internal sealed class CameraRow
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>URL or path, without credentials.</summary>
    public required string Source { get; init; }

    /// <summary>Analysed frames a second; none: as configured.</summary>
    public double? Fps { get; init; }

    /// <summary>Whether it is to be left alone.</summary>
    public bool Paused { get; set; }

    /// <summary>The node that it should be on, <c>host:port</c>; none: any.</summary>
    public string? Node { get; set; }

    /// <summary>Why it is over; none while it is not.</summary>
    public string? Ended { get; set; }

    /// <summary>When it was created, in UTC.</summary>
    public required DateTimeOffset Created { get; init; }
}

/// <summary>A value that belongs to the database as a whole.</summary>
internal sealed class SettingRow
{
    /// <summary>Its name.</summary>
    public required string Key { get; init; }

    /// <summary>Its text.</summary>
    public required string Value { get; set; }
}

/// <summary>Changes that the index has not received yet; written in the transaction that made it necessary.</summary>
internal sealed class IndexWorkRow
{
    /// <summary>Its number; a later entry has a larger one.</summary>
    public long Id { get; init; }

    /// <summary>What is to be done.</summary>
    public required IndexWorkKind Kind { get; init; }

    /// <summary>For whom.</summary>
    public required string PersonId { get; init; }

    /// <summary>For which face, where one is meant.</summary>
    public Guid? FaceId { get; init; }
}

/// <summary>What is to be done in the index. The values are stored.</summary>
internal enum IndexWorkKind
{
    /// <summary>All faces of the person are to be as in the database.</summary>
    Write = 1,

    /// <summary>The faces stay, the watchlists are to be as in the database.</summary>
    Relist = 2,

    /// <summary>One face is gone.</summary>
    RemoveFace = 3,

    /// <summary>The person is gone.</summary>
    RemovePerson = 4,
}
