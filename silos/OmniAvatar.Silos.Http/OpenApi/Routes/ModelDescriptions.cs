using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using OmniAvatar.Client.Wire;
using OmniAvatar.Values;

namespace OmniAvatar.Silos.Http.OpenApi.Routes;

/// <summary>The routes of models.</summary>
internal static class ModelDescriptions
{
    private const string Tag = "Models";
    private const string Models = "/v1/models";

    public static IReadOnlyList<RouteDescription> All { get; } =
    [
        new("GET", Models, "listModels", Tag, "List the models that can be asked for")
        {
            Answers = [new(StatusCodes.Status200OK, "The models.", typeof(ModelList))],
        },
        new("GET", Models + "/{id}", "getModel", Tag, "Show a model")
        {
            Parameters = [new("id", ParameterLocation.Path, "The model's name.", new ValueShape.Text())],
            Answers = [new(StatusCodes.Status200OK, "The model.", typeof(Model))],
            Refusals = [StatusCodes.Status404NotFound],
        },
    ];
}
