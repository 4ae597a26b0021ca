namespace Analytics.Host.Commands;

/// <summary>What <c>analytics models import</c> was asked to do.</summary>
/// <param name="Folder">Searched, with its subfolders, for the files of known models, by their hash.</param>
/// <param name="AcceptLicence">Whether the operator accepts the licences that need it.</param>
public sealed record ModelsImportSettings(string Folder, bool AcceptLicence);

/// <summary>What <c>analytics models pull</c> was asked to do.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="AcceptLicence">Whether the operator accepts the licences that need it.</param>
public sealed record ModelsPullSettings(string Pack, bool AcceptLicence);

/// <summary>What <c>analytics models evaluate</c> was asked to do.</summary>
/// <param name="Lfw">The folder of the pictures of Labeled Faces in the Wild, one folder for each person.</param>
/// <param name="Pairs">The file of the official pairs.</param>
/// <param name="Pack">The pack of models, or none for the configured one.</param>
public sealed record ModelsEvaluateSettings(string Lfw, string Pairs, string? Pack);

/// <summary>What <c>analytics enrol check</c> was asked to do.</summary>
/// <param name="People">The folder of photos.</param>
/// <param name="Pack">The pack of models, or none for the configured one.</param>
public sealed record EnrolCheckSettings(string People, string? Pack);
