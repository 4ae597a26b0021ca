using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host.Commands.People;

/// <summary><c>analytics people</c>: who is enrolled.</summary>
public static class PeopleCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("people", "Enrols, lists and removes people.")
    {
        Add(), Import(), List(), Show(), Remove(), Photos(), Reembed(),
    }.WithExamples("analytics people add \"Ann Example\" ann-1.jpg ann-2.jpg", "analytics people import people/", "analytics people list");

    /// <summary>The argument that names a person.</summary>
    internal static Argument<string> Person() => new("NAME|ID") { Description = "The name (case is ignored) or the id." };

    private static Command Add()
    {
        var name = new Argument<string>("NAME") { Description = "The person's name. If the person exists, the photos are added." };
        var photos = new Argument<string[]>("PHOTO")
        { Arity = ArgumentArity.OneOrMore, Description = "JPEG, PNG or WebP photos that show this person alone." };
        var lists = Lists();
        return new Command("add", "Enrols photos of one person.")
            { name, photos, lists, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output }
            .WithExamples(
                "analytics people add \"Ann Example\" ann-1.jpg ann-2.jpg",
                "analytics people add Bob bob.jpg --watchlist banned --output json")
            .Runs(
                parsed => new AddPersonRequest(GallerySettings.Of(parsed), parsed.GetRequiredValue(name), parsed.GetRequiredValue(photos),
                parsed.GetRequiredValue(lists)),
                PeopleHandlers.AddAsync);
    }

    private static Command Import()
    {
        var folder = new Argument<string>("DIR") { Description = "DIR/NAME.jpg or DIR/NAME/*.jpg; JPEG, PNG or WebP." };
        var lists = Lists();
        return new Command("import", "Enrols a folder of people. Skips enrolled photos, so a second run resumes.")
            {
                folder, lists, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples("analytics people import people/", "analytics people import staff/ --watchlist staff --output json")
            .Runs(
                parsed => new ImportRequest(GallerySettings.Of(parsed), parsed.GetRequiredValue(folder), parsed.GetRequiredValue(lists)),
                PeopleHandlers.ImportAsync);
    }

    private static Command List() =>
        new Command("list", "Lists the enrolled people.") { CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output }
        .WithExamples("analytics people list", "analytics people list --output json")
        .Runs(GallerySettings.Of, PeopleHandlers.ListAsync);

    private static Command Show()
    {
        var person = Person();
        return new Command("show", "Shows a person with photos and watchlists.")
            { person, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output }
            .WithExamples("analytics people show \"Ann Example\"")
            .Runs(parsed => new PersonRequest(GallerySettings.Of(parsed), parsed.GetRequiredValue(person)), PeopleHandlers.ShowAsync);
    }

    private static Command Remove()
    {
        var person = Person();
        var photo = new Option<string?>("--photo") { HelpName = "ID", Description = "Removes only this photo." };
        var yes = new Option<bool>("--yes") { Description = "Does not ask for confirmation." };
        return new Command("remove", "Erases a person or a photo permanently. Asks first unless --yes.")
            {
                person, photo, yes, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples("analytics people remove \"Ann Example\" --yes")
            .Runs(
                parsed => new RemovePersonRequest(
                    GallerySettings.Of(parsed), parsed.GetRequiredValue(person), parsed.GetValue(photo), parsed.GetValue(yes)),
                PeopleHandlers.RemoveAsync);
    }

    private static Command Photos()
    {
        var person = Person();
        var export = new Option<string?>("--export")
        { HelpName = "DIR", Description = "Writes the faces as JPEG, one file per photo." };
        return new Command("photos", "Lists the photos of a person, or exports their faces to a folder.")
            {
                person, export, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples("analytics people photos \"Ann Example\" --export faces/")
            .Runs(parsed => new PhotosRequest(GallerySettings.Of(parsed), parsed.GetRequiredValue(person), parsed.GetValue(export)),
                PeopleHandlers.PhotosAsync);
    }

    private static Command Reembed() =>
        new Command("reembed", "Computes missing templates for the pack's model from the stored faces.")
        {
            CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
        }
        .WithExamples("analytics people reembed --models omz", "analytics people reembed --output json")
        .Runs(GallerySettings.Of, ReembedHandler.RunAsync);

    private static Option<string[]> Lists() => new("--watchlist")
    {
        HelpName = "LIST",
        Description = "Adds the person to this watchlist; may be repeated.",
        DefaultValueFactory = _ => [],
    };
}
